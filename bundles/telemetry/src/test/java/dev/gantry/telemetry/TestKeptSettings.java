package dev.gantry.telemetry;

import java.nio.file.Path;

/** What was set, for tests of other packages. */
public final class TestKeptSettings {
    private TestKeptSettings() {}

    public static KeptSettings in(Path file) {
        return new KeptSettings(file);
    }
}
