package dev.gantry.http;

import dev.gantry.spi.check.CheckHistory;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.finding.Finding;
import dev.gantry.spi.finding.Findings;
import dev.gantry.spi.finding.Maintenance;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.GantryException.Code;
import dev.gantry.spi.run.Page;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Findings, maintenance and a past in memory. */
final class FakeFindings implements Findings {
    final TreeMap<String, Finding> all = new TreeMap<>();
    final TreeMap<String, Maintenance> windows = new TreeMap<>();
    final Map<String, String> settings = new HashMap<>();
    final FakeHistory history = new FakeHistory();
    Instant now = Fakes.NOW;

    static Finding finding(String id, String check, CheckStatus severity) {
        return new Finding(
                id,
                check,
                severity,
                false,
                new Finding.Seen(Fakes.NOW, Fakes.NOW.plusSeconds(60), 2, null),
                new Finding.Evidence(List.of("8 % free"), Map.of("free.ratio", 0.08), Fakes.VOTES),
                null,
                null,
                1);
    }

    @Override
    public Page<Finding> list(Query query, int limit, String cursor) {
        List<Finding> found =
                all.descendingMap().values().stream()
                        .filter(f -> cursor == null || f.id().compareTo(cursor) < 0)
                        .filter(f -> query.states().isEmpty() || query.states().contains(f.state()))
                        .filter(
                                f ->
                                        query.severities().isEmpty()
                                                || query.severities().contains(f.severity()))
                        .filter(f -> query.check() == null || query.check().equals(f.check()))
                        .toList();
        boolean more = found.size() > limit;
        return new Page<>(
                more ? found.subList(0, limit) : found, more ? found.get(limit - 1).id() : null);
    }

    @Override
    public Map<CheckStatus, Long> open() {
        return all.values().stream()
                .filter(each -> each.state() != Finding.State.RESOLVED)
                .collect(Collectors.groupingBy(Finding::severity, Collectors.counting()));
    }

    @Override
    public Optional<Finding> find(String id) {
        return Optional.ofNullable(all.get(id));
    }

    @Override
    public Finding acknowledge(String id, String by, String note) {
        return change(known(id).acknowledged(new Finding.Acknowledgement(by, Fakes.NOW, note)));
    }

    @Override
    public Finding answer(String id, boolean yes, String by) {
        Finding there = known(id);
        if (there.reaction() == null) {
            throw new GantryException(Code.CONFLICT, "finding " + id + " waits for no answer");
        }
        List<Finding.Started> runs =
                yes ? List.of(new Finding.Started("r1", Fakes.NOW, by)) : List.of();
        return change(
                there.reacting(
                        new Finding.Response(
                                yes ? Finding.Stage.STARTED : Finding.Stage.DECLINED, "", runs)));
    }

    private Finding known(String id) {
        return find(id).orElseThrow(
                        () -> new GantryException(Code.NOT_FOUND, "there is no finding " + id));
    }

    private Finding change(Finding finding) {
        Finding next = finding.version(finding.version() + 1);
        all.put(next.id(), next);
        return next;
    }

    @Override
    public List<Maintenance> maintenance() {
        return List.copyOf(windows.values());
    }

    @Override
    public Maintenance put(Maintenance maintenance) {
        windows.put(maintenance.id(), maintenance);
        return maintenance;
    }

    @Override
    public void end(String id) {
        if (windows.remove(id) == null) {
            throw new GantryException(Code.NOT_FOUND, "there is no maintenance " + id);
        }
    }

    /** A past of two points. */
    static final class FakeHistory implements CheckHistory {

        @Override
        public List<String> measures(String check) {
            return List.of("free.ratio");
        }

        @Override
        public List<Point> series(String check, String measure, Instant from, Instant until) {
            return List.of(
                    new Point(from, 2, 0.1, 0.2, 0.3),
                    new Point(until.minusSeconds(1), 1, 1, 1, 1));
        }

        @Override
        public List<Day> days(String check, int count) {
            LocalDate date = LocalDate.of(2026, 3, 1);
            Duration most = Duration.ofHours(9);
            return List.of(
                    new Day(
                            date.minusDays(1),
                            Duration.ZERO,
                            Duration.ZERO,
                            Duration.ZERO,
                            Duration.ZERO),
                    new Day(date, most, Duration.ZERO, Duration.ofHours(1), Duration.ofHours(2)));
        }

        @Override
        public Forecast forecast(String check, String measure, Double limit) {
            if (!measure.equals("free.ratio")) {
                throw new GantryException(Code.REFUSED, "no forecast of " + measure + ": nothing");
            }
            return new Forecast(
                    List.of(new Expected(Fakes.NOW, 0.1, 0.2, 0.3)),
                    List.of("holt winters 100 %"),
                    new PastError(3, 0.01, 5, 0.02),
                    limit == null ? null : new UntilLimit(limit, Fakes.NOW, "full in 2 days"));
        }
    }
}
