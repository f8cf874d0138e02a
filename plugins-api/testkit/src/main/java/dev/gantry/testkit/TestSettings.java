package dev.gantry.testkit;

import dev.gantry.api.config.Settings;

import java.util.Map;

/** The settings of the plugin under test: those that were given, else all defaults. */
final class TestSettings {
    private final RecordBinder binder;
    private volatile Record given;
    private volatile Record read;

    TestSettings(RecordBinder binder) {
        this.binder = binder;
    }

    void give(Record settings) {
        check(settings.getClass());
        given = settings;
    }

    /** What was handed out last; {@code null} if nobody asked. */
    Record read() {
        return read;
    }

    <T extends Record> T get(Class<T> type) {
        T settings = now(type);
        read = settings;
        return settings;
    }

    private <T extends Record> T now(Class<T> type) {
        check(type);
        Record now = given;
        if (now != null) {
            if (!type.isInstance(now)) {
                throw new IllegalArgumentException(
                        "the settings are a %s, not a %s"
                                .formatted(now.getClass().getName(), type.getName()));
            }
            return type.cast(now);
        }
        try {
            return binder.bind(Map.of(), type);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "%s in %s and has no default; give the settings with tasks.with(…)"
                            .formatted(e.getMessage(), type.getSimpleName()),
                    e);
        }
    }

    private static void check(Class<?> type) {
        if (!type.isAnnotationPresent(Settings.class)) {
            throw new IllegalArgumentException(
                    "%s has no @Settings, so a real Gantry would not know it"
                            .formatted(type.getName()));
        }
    }
}
