package dev.gantry.spi.check;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * What a person says of a check. Immutable.
 *
 * @param detector detector type
 * @param config configuration as a JSON object
 * @param pace when it is inspected
 * @param judging what becomes of what the detector says
 * @param reaction what is started when there is a finding, or {@code null}
 * @param card how it is shown and found
 * @param paused whether it does not run
 */
public record CheckSpec(
        String detector,
        String config,
        Pace pace,
        Judging judging,
        Reaction reaction,
        Card card,
        boolean paused) {

    /** Refuses {@code null} where that is not allowed. */
    public CheckSpec {
        Objects.requireNonNull(detector, "detector");
        Objects.requireNonNull(config, "config");
        Objects.requireNonNull(pace, "pace");
        Objects.requireNonNull(judging, "judging");
        Objects.requireNonNull(card, "card");
    }

    /** One that says the least. */
    public static CheckSpec of(
            String detector, String config, Duration interval, Duration timeout) {
        return new CheckSpec(
                detector,
                config,
                Pace.of(interval, timeout),
                Judging.PLAIN,
                null,
                Card.BLANK,
                false);
    }

    /** This one, paused or not. */
    public CheckSpec paused(boolean now) {
        return new CheckSpec(detector, config, pace, judging, reaction, card, now);
    }

    /** This one with another configuration. */
    public CheckSpec configured(String other) {
        return new CheckSpec(detector, other, pace, judging, reaction, card, paused);
    }

    /** This one with another card. */
    public CheckSpec shown(Card other) {
        return new CheckSpec(detector, config, pace, judging, reaction, other, paused);
    }

    /** This one, judged otherwise. */
    public CheckSpec judged(Judging other) {
        return new CheckSpec(detector, config, pace, other, reaction, card, paused);
    }

    /** This one with another reaction. */
    public CheckSpec reacting(Reaction other) {
        return new CheckSpec(detector, config, pace, judging, other, card, paused);
    }

    /** This one at another pace. */
    public CheckSpec paced(Pace other) {
        return new CheckSpec(detector, config, other, judging, reaction, card, paused);
    }

    /** How long from one inspection to the next. */
    public Duration interval() {
        return pace.interval();
    }

    /** Limit of one inspection. */
    public Duration timeout() {
        return pace.timeout();
    }

    /** The labels of the card. */
    public Map<String, String> labels() {
        return card.labels();
    }
}
