"""Certificates for servers that the tests run, from an authority that nobody else trusts, made by openssl."""
import pathlib
import subprocess


def openssl(*words) -> None:
    subprocess.run(["openssl", *map(str, words)], check=True, capture_output=True)


class Authority:
    """A certificate authority, as a licence holder has for itself."""

    def __init__(self, folder: pathlib.Path, name: str):
        self.folder, self.name = folder, name
        self.certificate, self.key = folder / f"{name}.pem", folder / f"{name}.key"
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", 30,
                "-subj", f"/CN={name}", "-keyout", self.key, "-out", self.certificate)

    def issue(self, host: str) -> tuple[pathlib.Path, pathlib.Path]:
        stem = self.folder / f"{self.name}-{host}"
        extra = stem.with_suffix(".ext")
        extra.write_text(f"subjectAltName=DNS:{host}\n")
        openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", f"/CN={host}",
                "-keyout", f"{stem}.key", "-out", f"{stem}.csr")
        openssl("x509", "-req", "-in", f"{stem}.csr", "-CA", self.certificate, "-CAkey", self.key, "-CAcreateserial", "-days", 30,
                "-extfile", extra, "-out", f"{stem}.crt")
        return pathlib.Path(f"{stem}.crt"), pathlib.Path(f"{stem}.key")
