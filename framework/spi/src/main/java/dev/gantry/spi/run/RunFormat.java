package dev.gantry.spi.run;

import org.osgi.annotation.versioning.ProviderType;

/** How runs are written down for others. Thread-safe. */
@ProviderType
public interface RunFormat {

    /** A JSON object in UTF-8 on one line, without its end: a run with its attempts. */
    byte[] line(RunHistory history);
}
