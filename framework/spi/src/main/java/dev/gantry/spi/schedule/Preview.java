package dev.gantry.spi.schedule;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;

/**
 * The fire times to come. Immutable.
 *
 * @param zone in which local times are told
 * @param fires soonest first
 * @param skipped local times that the clock leaves out, and that therefore do not fire
 */
public record Preview(ZoneId zone, List<Fire> fires, List<Gone> skipped) {

    /** Takes copies. */
    public Preview {
        fires = List.copyOf(fires);
        skipped = List.copyOf(skipped);
    }

    /**
     * A fire time.
     *
     * @param at nominal time
     * @param due when it is served: later than {@code at} by the jitter
     * @param local the nominal time on the zone's clock
     * @param change what daylight saving changed, as one sentence, or {@code null}
     */
    public record Fire(Instant at, Instant due, OffsetDateTime local, String change) {}

    /**
     * A local time that does not exist.
     *
     * @param reason one sentence
     */
    public record Gone(LocalDateTime local, String reason) {}
}
