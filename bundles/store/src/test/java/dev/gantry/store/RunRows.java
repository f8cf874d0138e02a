package dev.gantry.store;

import dev.gantry.spi.store.NewRun;

/** Rows of runs for tests to which little of a run matters. */
final class RunRows {
    private RunRows() {}

    /** Of the task {@code a.b}, due long ago. */
    static NewRun plain(long id) {
        return plain(id, "{}");
    }

    static NewRun plain(long id, String params) {
        return new NewRun(id, "a.b", "default", 1, params, null, null, null);
    }

    static NewRun specified(long id, String spec) {
        return new NewRun(id, "a.b", "default", 1, "{}", spec, null, null);
    }

    /** Under an idempotency key. */
    static NewRun keyed(long id, String key) {
        return new NewRun(id, "a.b", "default", 1, "{}", null, key, "f");
    }
}
