package dev.gantry.engine;

import dev.gantry.spi.config.Settings;

import java.time.Duration;

/**
 * What an operator may choose.
 *
 * @param slots attempts at once; 0 to leave all runs to other nodes
 * @param queueLimit open runs before further ones are refused
 * @param cancelGrace from asking an attempt to stop to interrupting it
 * @param cancelAbandon from interrupting it to going on without it
 * @param drainTimeout how long running attempts may go on when Gantry stops
 * @param log how much of what a run logs is kept
 */
record EngineSettings(
        int slots,
        long queueLimit,
        Duration cancelGrace,
        Duration cancelAbandon,
        Duration drainTimeout,
        LogLimits log) {

    /** With the usual limits of logs. */
    EngineSettings(
            int slots,
            long queueLimit,
            Duration cancelGrace,
            Duration cancelAbandon,
            Duration drainTimeout) {
        this(
                slots,
                queueLimit,
                cancelGrace,
                cancelAbandon,
                drainTimeout,
                new LogLimits(LogLimits.LINES, LogLimits.BYTES));
    }

    static EngineSettings of(Settings settings) {
        return new EngineSettings(
                (int) settings.number("gantry.engine.slots", 512, 0, 100_000),
                settings.number("gantry.engine.queue.limit", 1_000_000, 1, 1_000_000_000),
                settings.duration("gantry.engine.cancel.grace", Duration.ofSeconds(2)),
                settings.duration("gantry.engine.cancel.abandon", Duration.ofSeconds(10)),
                settings.duration("gantry.engine.drain.timeout", Duration.ofSeconds(10)),
                new LogLimits(
                        settings.number("gantry.engine.log.lines", LogLimits.LINES, 1, 10_000_000),
                        settings.number(
                                "gantry.engine.log.bytes", LogLimits.BYTES, 1024, 1L << 40)));
    }
}
