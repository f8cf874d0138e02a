package dev.gantry.spi.plugin;

import org.osgi.annotation.versioning.ProviderType;

import java.util.Map;
import java.util.Optional;

/** What plugin revisions use, as counted so far. Thread-safe; never blocks. */
@ProviderType
public interface Usages {

    /** Of one revision; empty if no attempt of it ever started, or it is forgotten. */
    Optional<Usage> of(String sha256);

    /** Of all revisions that ran, by SHA-256. */
    Map<String, Usage> all();
}
