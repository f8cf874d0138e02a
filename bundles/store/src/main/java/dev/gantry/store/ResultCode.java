package dev.gantry.store;

import java.util.List;

/** How a run's row says where the run stands: 0 while it is open, else by its result. */
final class ResultCode {
    static final int OPEN = 0;

    /** The runs {@code r} that failed; the index of them is found by these words. */
    static final String DEAD = "r.state > 1 AND r.state < 5";

    private static final List<String> RESULTS =
            List.of("success", "failure", "error", "timeout", "cancelled", "skipped");

    private ResultCode() {}

    static int of(String result) {
        int index = RESULTS.indexOf(result);
        if (index < 0) {
            throw new IllegalArgumentException("not a result: " + result);
        }
        return index + 1;
    }

    /** Whether {@link #DEAD} finds it. */
    static boolean dead(int code) {
        return code > 1 && code < 5;
    }

    /** The result's name; {@code null} while open. */
    static String name(int code) {
        return code == OPEN ? null : RESULTS.get(code - 1);
    }
}
