"""Photos by content hash in a folder or an object store."""

from inspector_app.central.blobs.bucket import Bucket, BucketBlobs
from inspector_app.central.blobs.folder import FolderBlobs
from inspector_app.central.blobs.names import check_digest_text
from inspector_app.central.blobs.port import BlobStore

__all__ = ["BlobStore", "Bucket", "BucketBlobs", "FolderBlobs", "check_digest_text"]
