package dev.gantry.http;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Slows down who tries secrets: some different wrong ones are free, then each doubles the time
 * until the next try, and the same one again counts once. Who is quiet for a while begins anew.
 * Thread-safe.
 */
final class FailureLimit {
    private static final Duration FORGET = Duration.ofMinutes(15);
    private static final int KEYS = 10_000;
    private static final int REMEMBERED = 64;

    private final InstantSource clock;
    private final int free;
    private final Duration longest;
    private final Map<String, Tries> byKey =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Tries> eldest) {
                    return size() > KEYS;
                }
            };

    /**
     * @param free how many wrong secrets cost nothing
     * @param longest the time to the next try grows up to this
     */
    FailureLimit(InstantSource clock, int free, Duration longest) {
        this.clock = clock;
        this.free = free;
        this.longest = longest;
    }

    /** How long until this one may try; zero for now. */
    synchronized Duration left(String key) {
        Tries tries = byKey.get(key);
        if (tries == null) {
            return Duration.ZERO;
        }
        long left = tries.last + delay(tries.count) - clock.millis();
        return left > 0 ? Duration.ofMillis(left) : Duration.ZERO;
    }

    /** This one tried a wrong secret. */
    synchronized void failed(String key, String secret) {
        long now = clock.millis();
        Tries tries = byKey.computeIfAbsent(key, same -> new Tries());
        if (now - tries.last > Math.max(FORGET.toMillis(), 2 * delay(tries.count))) {
            tries.count = 0;
            tries.seen.clear();
        }
        if (tries.seen.size() >= REMEMBERED) {
            tries.seen.clear();
        }
        if (tries.seen.add(secret.hashCode())) {
            tries.count++;
            tries.last = now;
        }
    }

    /** This one knew a right one. */
    synchronized void succeeded(String key) {
        byKey.remove(key);
    }

    private long delay(int count) {
        int beyond = count - free;
        if (beyond <= 0) {
            return 0;
        }
        return Math.min(longest.toMillis(), 1000L << Math.min(beyond - 1, 30));
    }

    private static final class Tries {
        private final Set<Integer> seen = new HashSet<>();
        private int count;
        private long last;
    }
}
