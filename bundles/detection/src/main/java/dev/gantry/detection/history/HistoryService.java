package dev.gantry.detection.history;

import dev.gantry.spi.check.Check;
import dev.gantry.spi.check.CheckHistory;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.check.CheckVerdict;
import dev.gantry.spi.store.HistoryStore;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiFunction;

/** The past of checks, and what is to come of it. Thread-safe. */
public final class HistoryService implements CheckHistory {
    private static final Logger LOG = LoggerFactory.getLogger(HistoryService.class);
    private static final int VERDICTS = 1000;
    private static final int MOST_DAYS = 800;
    private static final int PRUNED = 2000;
    private static final Duration BY_HOURS = Duration.ofDays(80);

    private final HistoryStore store;
    private final Ledger ledger;
    private final BiFunction<String, Integer, List<CheckVerdict>> past;
    private final Kept kept;
    private final InstantSource clock;

    /** How long buckets are kept. */
    public record Kept(Duration hours, Duration days) {}

    /**
     * @param past the latest verdicts of a check, at most so many, the newest first
     */
    public HistoryService(
            HistoryStore store,
            BiFunction<String, Integer, List<CheckVerdict>> past,
            Kept kept,
            InstantSource clock) {
        this.store = store;
        this.ledger = new Ledger(store);
        this.past = past;
        this.kept = kept;
        this.clock = clock;
    }

    /** Counts a verdict. Does not throw. */
    public void add(Check check, CheckVerdict verdict) {
        try {
            ledger.add(check, verdict);
        } catch (RuntimeException e) {
            LOG.warn("a verdict of check {} is not counted: {}", check.id(), e.getMessage());
        }
    }

    /** Writes what was counted. */
    public void flush() {
        ledger.flush();
    }

    /** Forgets a check that was deleted. */
    public void forget(String check) {
        ledger.forget(check);
    }

    /** Reads anew what another node counted. */
    public void reload() {
        ledger.forget();
    }

    /**
     * Deletes some of what is too old.
     *
     * @return whether there may be more
     */
    public boolean prune() {
        Instant now = clock.instant();
        int hours = store.prune(Ledger.HOUR, Ledger.hour(now.minus(kept.hours())), PRUNED).join();
        int days = store.prune(Ledger.DAY, Ledger.hour(now.minus(kept.days())), PRUNED).join();
        return hours == PRUNED || days == PRUNED;
    }

    @Override
    public List<String> measures(String check) {
        TreeSet<String> names = new TreeSet<>();
        past.apply(check, 10).forEach(verdict -> names.addAll(verdict.measurements().keySet()));
        ledger.buckets(check, Ledger.DAY, clock.instant().minus(Duration.ofDays(7)))
                .values()
                .forEach(bucket -> names.addAll(bucket.measures()));
        return List.copyOf(names);
    }

    @Override
    public List<Point> series(String check, String measure, Instant from, Instant until) {
        List<CheckVerdict> latest = past.apply(check, VERDICTS).reversed();
        if (!latest.isEmpty() && !from.isBefore(latest.getFirst().at())) {
            return latest.stream()
                    .filter(each -> within(each.at(), from, until))
                    .filter(each -> each.measurements().containsKey(measure))
                    .map(each -> point(each, each.measurements().get(measure)))
                    .toList();
        }
        boolean hours = Duration.between(from, until).compareTo(BY_HOURS) <= 0;
        return points(check, measure, hours ? Ledger.HOUR : Ledger.DAY, from).stream()
                .filter(point -> point.at().isBefore(until))
                .toList();
    }

    private List<Point> points(String check, String measure, int hours, Instant from) {
        List<Point> points = new ArrayList<>();
        ledger.buckets(check, hours, from)
                .forEach((at, bucket) -> bucket.point(measure, at).ifPresent(points::add));
        return points;
    }

    private static boolean within(Instant at, Instant from, Instant until) {
        return !at.isBefore(from) && at.isBefore(until);
    }

    private static Point point(CheckVerdict verdict, double value) {
        return new Point(verdict.at(), 1, value, value, value);
    }

    @Override
    public List<Day> days(String check, int count) {
        int most = Math.clamp(count, 1, MOST_DAYS);
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        LocalDate first = today.minusDays(most - 1L);
        Map<Instant, Bucket> buckets =
                ledger.buckets(check, Ledger.DAY, first.atStartOfDay(ZoneOffset.UTC).toInstant());
        List<Day> days = new ArrayList<>();
        for (LocalDate date = first; !date.isAfter(today); date = date.plusDays(1)) {
            Bucket bucket = buckets.get(date.atStartOfDay(ZoneOffset.UTC).toInstant());
            days.add(bucket == null ? nothing(date) : day(date, bucket));
        }
        return days;
    }

    private static Day nothing(LocalDate date) {
        return new Day(date, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);
    }

    private static Day day(LocalDate date, Bucket bucket) {
        return new Day(
                date,
                bucket.in(CheckStatus.OK),
                bucket.in(CheckStatus.WARN),
                bucket.in(CheckStatus.CRITICAL),
                bucket.in(CheckStatus.UNKNOWN).plus(bucket.in(CheckStatus.ERROR)));
    }

    @Override
    public Forecast forecast(String check, String measure, Double limit) {
        Instant now = clock.instant();
        Instant from = now.minus(Foresight.LOOKED_BACK);
        return Foresight.of(
                measure,
                points(check, measure, Ledger.HOUR, from).stream()
                        .filter(hour -> !hour.at().isAfter(now))
                        .toList(),
                limit);
    }
}
