"""A small tus client over Django's test client."""

from __future__ import annotations

import base64

PAGE = "/kegiatan/"


def metadata(**values):
    return ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in values.items())


class Line:
    """What one signed-in person sends; headers given as None are left out."""

    def __init__(self, client):
        self.client = client

    def ask(self, method, url, data=b"", content_type="application/offset+octet-stream", **headers):
        given = {"Tus-Resumable": "1.0.0", **{name.replace("_", "-"): value for name, value in headers.items()}}
        kept = {name: str(value) for name, value in given.items() if value is not None}
        return self.client.generic(method, url, data, headers=kept, CONTENT_TYPE=content_type)

    def create(self, length, *, name="undangan.pdf", page=PAGE, data=b"", **headers):
        told = metadata(filename=name, page=page)
        return self.ask("POST", "/unggah/", data, **{"Upload_Length": length, "Upload_Metadata": told, **headers})

    def begin(self, length, **more):
        """The address of a new upload."""
        answer = self.create(length, **more)
        assert answer.status_code == 201, answer.content
        return answer["Location"]

    def offset(self, url):
        return int(self.ask("HEAD", url)["Upload-Offset"])

    def go_on(self, url, data, at, **headers):
        return self.ask("PATCH", url, data, Upload_Offset=at, **headers)

    def send(self, content, **more):
        """A whole file, in two pieces; the id of the upload."""
        url = self.begin(len(content), **more)
        half = len(content) // 2
        assert self.go_on(url, content[:half], 0).status_code == 204
        assert self.go_on(url, content[half:], half).status_code == 204
        return url.strip("/").rpartition("/")[2]
