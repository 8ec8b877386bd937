"""URLs of goods: orders, productions, handovers, stock."""

from django.urls import URLPattern, path

from programs.views import bundles, deliveries, goods, numbers, papers, stock

urlpatterns: list[URLPattern] = [
    path("kegiatan/<str:code>/produksi/", goods.activity_goods, name="activity_goods"),
    path("kegiatan/<str:code>/target/baru/", goods.target_new, name="target_new"),
    path("target/<int:pk>/ubah/", goods.target_edit, name="target_edit"),
    path("target/<int:pk>/hapus/", goods.target_remove, name="target_remove"),
    path("kegiatan/<str:code>/pesanan/baru/", goods.order_new, name="order_new"),
    path("pesanan/<int:pk>/ubah/", goods.order_edit, name="order_edit"),
    path("pesanan/<int:pk>/hapus/", goods.order_remove, name="order_remove"),
    path("kegiatan/<str:code>/produksi/baru/", goods.production_new, name="production_new"),
    path("produksi/<int:pk>/ubah/", goods.production_edit, name="production_edit"),
    path("produksi/<int:pk>/hapus/", goods.production_remove, name="production_remove"),
    path("penerima/baru/", goods.recipient_new, name="recipient_new"),
    path("kegiatan/<str:code>/penyerahan/", deliveries.activity_deliveries, name="activity_deliveries"),
    path("kegiatan/<str:code>/penyerahan/baru/", deliveries.delivery_new, name="delivery_new"),
    path("penyerahan/", deliveries.delivery_list, name="delivery_list"),
    path("penyerahan/kumpulan/", bundles.bundle_new, name="bundle_new"),
    path("penyerahan/kumpulan/<int:pk>/", bundles.bundle, name="bundle"),
    path("penyerahan/kumpulan/<int:pk>/unduh/", bundles.bundle_file, name="bundle_file"),
    path("penyerahan/<int:pk>/bast.xlsx", papers.bast_xlsx, name="bast_xlsx"),
    path("penyerahan/nomor/", numbers.number_register, name="number_register"),
    path("penyerahan/baris/", deliveries.delivery_rows, name="delivery_rows"),
    path("penyerahan/<int:pk>/", deliveries.delivery, name="delivery"),
    path("penyerahan/<int:pk>/ubah/", deliveries.delivery_edit, name="delivery_edit"),
    path("penyerahan/<int:pk>/tanda-tangan/", deliveries.delivery_sign, name="delivery_sign"),
    path("penyerahan/<int:pk>/batalkan/", deliveries.delivery_annul, name="delivery_annul"),
    path("penyerahan/<int:pk>/hapus/", deliveries.delivery_remove, name="delivery_remove"),
    path("penyerahan/<int:pk>/bast.pdf", papers.bast_pdf, name="bast_pdf"),
    path("penyerahan/<int:pk>/pembatalan.pdf", papers.annulment_pdf, name="annulment_pdf"),
    path("persediaan/", stock.stock, name="stock"),
    path("persediaan/<int:pk>/", stock.stock_entries, name="stock_entries"),
]
