package dev.gantry.detection.finding;

import dev.gantry.spi.check.Check;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.check.CheckVerdict;
import dev.gantry.spi.event.Events;
import dev.gantry.spi.finding.Finding;
import dev.gantry.spi.finding.Finding.Response;
import dev.gantry.spi.finding.Finding.Stage;
import dev.gantry.spi.finding.Finding.State;
import dev.gantry.spi.finding.Findings;
import dev.gantry.spi.finding.Maintenance;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.GantryException.Code;
import dev.gantry.spi.run.Page;
import dev.gantry.spi.store.FindingStore;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Findings, and what people say of them. Thread-safe. */
public final class FindingService implements Findings {
    private static final Logger LOG = LoggerFactory.getLogger(FindingService.class);
    private static final int NOTE = 2000;
    private static final Duration PAST = Duration.ofDays(30);

    private final Shelf shelf;
    private final Book book;
    private final Reactions reactions;
    private final Function<String, Optional<Check>> checks;
    private final InstantSource clock;
    private final ReentrantLock refreshing = new ReentrantLock();
    private volatile List<Maintenance> maintenance = List.of();

    /** What findings need of the rest. */
    public record Outside(
            FindingStore store,
            Events events,
            Starter starter,
            Function<String, Optional<Check>> checks,
            BiFunction<String, Integer, List<CheckVerdict>> past,
            InstantSource clock) {}

    /** Reads what is on disk. */
    public FindingService(Outside outside) {
        this.clock = outside.clock();
        this.checks = outside.checks();
        this.shelf = new Shelf(outside.store(), outside.events(), clock);
        this.reactions = new Reactions(outside.starter());
        refresh();
        this.book =
                new Book(
                        shelf,
                        new Book.Outlook() {
                            @Override
                            public Optional<Check> find(String check) {
                                return checks.apply(check);
                            }

                            @Override
                            public List<CheckVerdict> past(String check, int most) {
                                return outside.past().apply(check, most);
                            }

                            @Override
                            public boolean maintained(Check check, Instant at) {
                                return FindingService.this.maintained(check, at);
                            }
                        },
                        reactions,
                        clock);
    }

    /** Follows a verdict; for one check by one thread at a time. Does not throw. */
    public void follow(Check check, CheckVerdict verdict) {
        try {
            book.follow(check, verdict);
        } catch (RuntimeException e) {
            LOG.error(
                    "what check {} says could not be followed; its next verdict is again",
                    check.id(),
                    e);
        }
    }

    /** Resolves the finding of a check that was deleted. */
    public void forget(String check) {
        try {
            book.forget(check);
        } catch (RuntimeException e) {
            LOG.error("the finding of the deleted check {} could not be resolved", check, e);
        }
    }

    /** Reads anew what other nodes wrote. */
    public void reload() {
        refresh();
        book.reload();
    }

    /** Reads anew when nothing is to be found: another node may have been told. */
    public void refresh() {
        refreshing.lock();
        try {
            maintenance = shelf.maintenance();
        } finally {
            refreshing.unlock();
        }
    }

    /**
     * Deletes some of what is over since long ago.
     *
     * @return whether there may be more
     */
    public boolean prune(Duration kept) {
        Instant now = clock.instant();
        for (Maintenance each : shelf.maintenance()) {
            if (each.until().isBefore(now.minus(PAST))) {
                shelf.deleteMaintenance(each.id());
            }
        }
        refresh();
        return shelf.prune(now.minus(kept), 1000) == 1000;
    }

    /** Whether nothing is to be found of a check at a time. */
    boolean maintained(Check check, Instant at) {
        return maintenance.stream().anyMatch(each -> each.covers(check, at));
    }

    @Override
    public Page<Finding> list(Query query, int limit, String cursor) {
        List<Finding> found =
                shelf.list(
                        lower(query.states()),
                        lower(query.severities()),
                        query.check(),
                        cursor,
                        limit + 1);
        boolean more = found.size() > limit;
        List<Finding> items = more ? found.subList(0, limit) : found;
        return new Page<>(
                items.stream().map(book::fresh).toList(), more ? items.getLast().id() : null);
    }

    private static Set<String> lower(Set<? extends Enum<?>> constants) {
        return constants.stream()
                .map(each -> each.name().toLowerCase(Locale.ROOT))
                .collect(Collectors.toSet());
    }

    @Override
    public Map<CheckStatus, Long> open() {
        Map<CheckStatus, Long> counts = new EnumMap<>(CheckStatus.class);
        for (CheckStatus each :
                List.of(CheckStatus.WARN, CheckStatus.CRITICAL, CheckStatus.ERROR)) {
            counts.put(each, 0L);
        }
        book.open().values().forEach(each -> counts.merge(each.severity(), 1L, Long::sum));
        return counts;
    }

    @Override
    public Optional<Finding> find(String id) {
        return book.find(id);
    }

    @Override
    public Finding acknowledge(String id, String by, String note) {
        if (note.length() > NOTE) {
            throw new GantryException(
                    Code.INVALID, "note: expected at most " + NOTE + " characters");
        }
        Finding.Acknowledgement who =
                new Finding.Acknowledgement(by, millis(clock.instant()), note);
        unresolved(id);
        return book.change(
                        id,
                        now -> now.acknowledged(who),
                        "acknowledged",
                        by + " looks after it" + (note.isBlank() ? "" : ": " + note))
                .orElseThrow(() -> unknown(id));
    }

    @Override
    public Finding answer(String id, boolean yes, String by) {
        Finding asked = unresolved(id);
        waiting(asked);
        if (!yes) {
            return book.change(
                            id,
                            now -> now.reacting(declined(waiting(now), by)),
                            "declined",
                            by + " declined it")
                    .orElseThrow(() -> unknown(id));
        }
        Check check = reacting(asked);
        Finding mine = claimed(id, by);
        Response answered = reactions.approved(check, mine, by, millis(clock.instant()));
        boolean started = answered.state() == Stage.STARTED;
        String why = "it could not be started: " + answered.reason();
        Response next = started ? answered : new Response(Stage.WAITING, why, answered.runs());
        Optional<Finding> told =
                book.change(
                        id,
                        now -> now.reacting(next),
                        started ? "reacted" : null,
                        by + " approved of it");
        if (!started) {
            throw new GantryException(Code.CONFLICT, why);
        }
        return told.orElseThrow(() -> unknown(id));
    }

    /** The finding, which waits for nobody's answer but this one any more. */
    private Finding claimed(String id, String by) {
        String reason = by + " approved of it";
        Finding mine =
                book.change(
                                id,
                                now ->
                                        now.reacting(
                                                new Response(
                                                        Stage.HELD, reason, waiting(now).runs())),
                                null,
                                null)
                        .orElseThrow(() -> unknown(id));
        if (mine.reaction().state() != Stage.HELD) {
            throw new GantryException(
                    Code.CONFLICT, "finding " + id + " was changed meanwhile; read it again");
        }
        return mine;
    }

    /**
     * What waits for an answer.
     *
     * @throws GantryException {@code CONFLICT} if nothing does
     */
    private static Response waiting(Finding finding) {
        Response asked = finding.reaction();
        if (asked == null || asked.state() != Stage.WAITING) {
            throw new GantryException(
                    Code.CONFLICT, "finding " + finding.id() + " does not wait for an answer");
        }
        return asked;
    }

    private Check reacting(Finding finding) {
        return checks.apply(finding.check())
                .filter(each -> each.spec().reaction() != null)
                .orElseThrow(
                        () ->
                                new GantryException(
                                        Code.CONFLICT,
                                        "check " + finding.check() + " starts nothing any more"));
    }

    private static Response declined(Response asked, String by) {
        return new Response(Stage.DECLINED, by + " declined it", asked.runs());
    }

    private Finding unresolved(String id) {
        Finding finding = find(id).orElseThrow(() -> unknown(id));
        if (finding.state() == State.RESOLVED) {
            throw new GantryException(
                    Code.CONFLICT,
                    "finding " + id + " is resolved since " + finding.seen().resolved());
        }
        return finding;
    }

    private static Instant millis(Instant at) {
        return Instant.ofEpochMilli(at.toEpochMilli());
    }

    private static GantryException unknown(String id) {
        return new GantryException(Code.NOT_FOUND, "there is no finding " + id);
    }

    @Override
    public List<Maintenance> maintenance() {
        return shelf.maintenance();
    }

    @Override
    public Maintenance put(Maintenance wanted) {
        if (!wanted.until().isAfter(clock.instant())) {
            throw new GantryException(
                    Code.INVALID, "until: expected a time to come, got " + wanted.until());
        }
        shelf.put(wanted);
        refresh();
        return wanted;
    }

    @Override
    public void end(String id) {
        Maintenance there =
                shelf.maintenance().stream()
                        .filter(each -> each.id().equals(id))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new GantryException(
                                                Code.NOT_FOUND, "there is no maintenance " + id));
        Instant now = millis(clock.instant());
        if (there.from().isBefore(now) && now.isBefore(there.until())) {
            shelf.put(
                    new Maintenance(
                            id,
                            there.checks(),
                            there.labels(),
                            there.from(),
                            now,
                            there.reason(),
                            there.by()));
        } else if (!now.isBefore(there.until())) {
            return;
        } else {
            shelf.deleteMaintenance(id);
        }
        refresh();
    }
}
