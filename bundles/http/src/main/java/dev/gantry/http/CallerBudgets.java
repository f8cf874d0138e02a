package dev.gantry.http;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How many requests each caller has left: so many come back each second, and those of two seconds
 * are kept for a burst. A bounded number of callers is told apart. Thread-safe.
 */
final class CallerBudgets {
    /** A burst is what comes back within so many seconds. */
    static final int BURST_SECONDS = 2;

    private static final int MOST = 10_000;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);
    private static final String OTHERS = "";

    private final long rate;
    private final Map<String, Budget> budgets = new HashMap<>();
    private long swept;

    /**
     * What a caller has after a request.
     *
     * @param granted whether the request was within it
     * @param left requests that may come at once
     * @param fullAfter seconds until all are back, at least 1
     */
    record Balance(boolean granted, long left, long fullAfter) {}

    /** Not thread-safe. */
    private static final class Budget {
        private double left;
        private long at;
    }

    /**
     * @param rate requests a second, at least 1
     */
    CallerBudgets(long rate) {
        this.rate = rate;
    }

    long burst() {
        return rate * BURST_SECONDS;
    }

    /**
     * Takes a request off a caller's budget.
     *
     * @param now in nanoseconds, from any start
     */
    synchronized Balance take(String caller, long now) {
        Budget budget = of(caller, now);
        budget.left = Math.min(burst(), budget.left + (double) (now - budget.at) * rate / SECOND);
        budget.at = now;
        boolean granted = budget.left >= 1;
        if (granted) {
            budget.left--;
        }
        long full = (long) Math.ceil((burst() - budget.left) / rate);
        return new Balance(granted, (long) budget.left, Math.max(1, full));
    }

    private Budget of(String caller, long now) {
        Budget known = budgets.get(caller);
        if (known != null) {
            return known;
        }
        if (budgets.size() >= MOST && now - swept > SECOND) {
            swept = now;
            // who was not there for so long has all of it
            budgets.values().removeIf(budget -> now - budget.at > BURST_SECONDS * SECOND);
        }
        String under = budgets.size() < MOST ? caller : OTHERS;
        return budgets.computeIfAbsent(
                under,
                key -> {
                    Budget fresh = new Budget();
                    fresh.left = burst();
                    fresh.at = now;
                    return fresh;
                });
    }
}
