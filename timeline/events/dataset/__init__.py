"""The dataset as one JSON file: checked whole (`check`), loaded all or nothing (`load`), written back byte for byte (`dump`).

docs/dataset.md describes the file for people who make one.
"""
