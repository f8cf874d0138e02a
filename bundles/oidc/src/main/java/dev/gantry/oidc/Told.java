package dev.gantry.oidc;

import dev.gantry.spi.run.GantryException;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Something that the provider says of itself. It is asked for by one caller at a time, and no lock
 * is held meanwhile: others go on with what was known, or wait if nothing was. While the provider
 * is away it is asked once in a while only. Thread-safe.
 */
final class Told<T> {
    private static final Duration FRESH = Duration.ofMinutes(10);
    private static final Duration AWAY = Duration.ofSeconds(10);

    private final InstantSource clock;
    private final Supplier<T> question;
    private final AtomicReference<CompletableFuture<Answer<T>>> asking = new AtomicReference<>();
    private volatile Answer<T> last = new Answer<>(null, null, Instant.MIN);

    /**
     * What was said.
     *
     * @param value {@code null} if nothing ever was
     * @param failure why not, or {@code null}
     * @param until it is good so long
     */
    private record Answer<T>(T value, GantryException failure, Instant until) {
        T get() {
            if (value == null) {
                throw failure;
            }
            return value;
        }
    }

    /**
     * @param question asks; throws what {@link #get} shall
     */
    Told(InstantSource clock, Supplier<T> question) {
        this.clock = clock;
        this.question = question;
    }

    /**
     * What it says, or said a while ago if it is away now.
     *
     * @throws GantryException if it never said it
     */
    T get() {
        Answer<T> now = last;
        return (clock.instant().isBefore(now.until()) ? now : ask(now, now.value() == null)).get();
    }

    /**
     * What it says now that something else than this is wanted.
     *
     * @throws GantryException if it never said anything
     */
    T newer(T than) {
        Answer<T> now = last;
        return (now.value() == than ? ask(now, true) : now).get();
    }

    /**
     * @param waits whether what was known is not good enough while somebody else asks
     */
    private Answer<T> ask(Answer<T> known, boolean waits) {
        CompletableFuture<Answer<T>> mine = new CompletableFuture<>();
        CompletableFuture<Answer<T>> other = asking.compareAndExchange(null, mine);
        if (other != null) {
            return waits ? other.join() : known;
        }
        try {
            if (last == known) {
                last = asked(known);
            }
            return last;
        } finally {
            asking.set(null);
            mine.complete(last);
        }
    }

    private Answer<T> asked(Answer<T> known) {
        try {
            T value = question.get();
            return new Answer<>(value, null, clock.instant().plus(FRESH));
        } catch (GantryException e) {
            return new Answer<>(known.value(), e, clock.instant().plus(AWAY));
        }
    }
}
