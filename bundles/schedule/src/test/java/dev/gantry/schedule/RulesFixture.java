package dev.gantry.schedule;

import dev.gantry.spi.schedule.FireRules;
import dev.gantry.spi.schedule.MissedPolicy;
import dev.gantry.spi.schedule.OverlapPolicy;
import dev.gantry.spi.schedule.Schedule;
import dev.gantry.spi.schedule.ScheduleSpec;
import dev.gantry.spi.schedule.ScheduleStatus;
import dev.gantry.spi.schedule.Timing;
import dev.gantry.spi.store.NewRun;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** A schedule with rules as a test says, each 10 s if nothing else is said. */
abstract class RulesFixture {
    static final OptionalLong ANY = OptionalLong.empty();
    final World world = new World();
    final Instant start = world.now;
    Planner planner = world.planner();

    void at(int seconds) {
        world.now = start.plusSeconds(seconds);
        planner.tick();
    }

    void restart() {
        planner.close();
        planner = world.planner();
    }

    Schedule find() {
        return planner.find("a").orElseThrow();
    }

    ScheduleStatus status() {
        return find().status();
    }

    List<Integer> fired() {
        return world.disk.runs.stream()
                .map(run -> (int) Duration.between(start, nominal(run)).toSeconds())
                .toList();
    }

    static Instant nominal(NewRun run) {
        return Instant.ofEpochMilli(
                Long.parseLong(run.key().substring(run.key().indexOf('@') + 1)));
    }

    void put(Builder builder) {
        put("a", builder);
    }

    void put(String id, Builder builder) {
        planner.put(id, builder.build(), ANY);
    }

    static Builder overlap(OverlapPolicy policy) {
        Builder builder = new Builder();
        builder.overlap = policy;
        return builder;
    }

    static Builder missed(MissedPolicy policy, Duration window) {
        Builder builder = new Builder();
        builder.missed = policy;
        builder.window = window;
        return builder;
    }

    static Builder rules() {
        return new Builder();
    }

    /** A specification, each 10 s if nothing else is said. */
    static final class Builder {
        private MissedPolicy missed = MissedPolicy.LAST;
        private Duration window;
        private OverlapPolicy overlap = OverlapPolicy.ALLOW;
        private Duration jitter = Duration.ZERO;
        private List<String> only = List.of();
        private List<String> except = List.of();
        private Timing timing = new Timing.Every(Duration.ofSeconds(10));

        Builder timing(Timing its) {
            timing = its;
            return this;
        }

        Builder cron(String expression) {
            return timing(new Timing.Cron(expression, ZoneId.of("UTC")));
        }

        Builder jitter(Duration its) {
            jitter = its;
            return this;
        }

        Builder only(String... its) {
            only = List.of(its);
            return this;
        }

        Builder except(String... its) {
            except = List.of(its);
            return this;
        }

        ScheduleSpec build() {
            return new ScheduleSpec(
                    "files.cleanup",
                    "{}",
                    timing,
                    Map.of(),
                    "default",
                    new FireRules(missed, window, overlap, jitter, only, except),
                    false);
        }
    }
}
