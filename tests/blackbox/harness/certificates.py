"""Certificates as an operator would put them into a folder: made by openssl, replaced by renaming."""

import os
import ssl
import subprocess


class Identity:
    """A self-signed certificate of localhost and its key: what a server shows, and what its clients trust."""

    def __init__(self, folder, days=2):
        self._folder = folder
        folder.mkdir()
        self.certificate, self.key = folder / "certificate.pem", folder / "key.pem"
        self.renew(days)

    def renew(self, days):
        certificate, key = self._folder / "next-certificate.pem", self._folder / "next-key.pem"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
                        "-days", str(days), "-keyout", key, "-out", certificate], check=True, capture_output=True)
        os.replace(certificate, self.certificate)
        os.replace(key, self.key)

    def settings(self, program):
        return {f"LUNCHRUSH_{program.upper()}_TLS_CERTIFICATE": str(self.certificate),
                f"LUNCHRUSH_{program.upper()}_TLS_KEY": str(self.key)}

    def context(self):
        """Trusts this certificate and nothing else."""
        return ssl.create_default_context(cafile=str(self.certificate))
