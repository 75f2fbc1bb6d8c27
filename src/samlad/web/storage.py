"""Static files under names that carry their content's digest, so that browsers may keep them for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticFiles(CompressedManifestStaticFilesStorage):  # type: ignore[misc] # whitenoise is untyped
    """The bundle's own files reference each other by fixed names (a worker, fonts): only CSS is rewritten."""

    manifest_strict = False
    support_js_module_import_aggregation = False
