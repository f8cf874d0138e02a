package dev.gantry.detection.finding;

import dev.gantry.spi.check.Check;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.check.CheckVerdict;
import dev.gantry.spi.check.Judging.Damping;
import dev.gantry.spi.finding.Finding;
import dev.gantry.spi.finding.Finding.Evidence;
import dev.gantry.spi.finding.Finding.Seen;
import dev.gantry.spi.finding.Finding.Started;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * Opens, follows and resolves the finding of each check as its verdicts come. What changes only in
 * its numbers is written once a minute. Thread-safe; for one check by one thread at a time.
 */
final class Book {
    private static final Logger LOG = LoggerFactory.getLogger(Book.class);
    private static final Duration WRITTEN = Duration.ofMinutes(1);
    private static final int EARLIER = 10;

    private final Shelf shelf;
    private final Outlook outlook;
    private final Reactions reactions;
    private final InstantSource clock;
    private final Map<String, Tally> tallies = new ConcurrentHashMap<>();
    private final Map<String, Finding> open = new ConcurrentHashMap<>();
    private final Map<String, Instant> written = new ConcurrentHashMap<>();

    /** What is known of checks besides their findings. */
    interface Outlook {

        /** A check as it is now. */
        Optional<Check> find(String check);

        /** The latest verdicts of a check, the newest first. */
        List<CheckVerdict> past(String check, int most);

        /** Whether nothing is to be found of a check at a time. */
        boolean maintained(Check check, Instant at);
    }

    Book(Shelf shelf, Outlook outlook, Reactions reactions, InstantSource clock) {
        this.shelf = shelf;
        this.outlook = outlook;
        this.reactions = reactions;
        this.clock = clock;
        reload();
    }

    /** Reads anew what others wrote. */
    void reload() {
        Map<String, Finding> stored = new HashMap<>();
        shelf.open().forEach(finding -> stored.put(finding.check(), finding));
        tallies.clear();
        written.clear();
        open.keySet().retainAll(stored.keySet());
        open.putAll(stored);
    }

    /** Follows a verdict. */
    void follow(Check check, CheckVerdict verdict) {
        Tally tally = tally(check.id(), verdict.at());
        tally.add(verdict.status(), verdict.at());
        Finding there = open.get(check.id());
        if (there == null) {
            if (bad(verdict) && mayOpen(check, verdict, tally)) {
                open(check, verdict, tally);
            }
        } else if (bad(verdict)) {
            still(check, there, verdict, tally);
        } else if (verdict.status() == CheckStatus.OK) {
            better(check, there, tally);
        }
    }

    /** The check was deleted: nobody will say that its finding is over. */
    void forget(String check) {
        tallies.remove(check);
        Finding there = open.get(check);
        if (there != null) {
            change(
                    there.id(),
                    now -> now.resolved(clock.instant()),
                    "resolved",
                    "the check was deleted");
        }
    }

    /** Not by {@code computeIfAbsent}, which would hold up other checks while the disk is read. */
    private Tally tally(String check, Instant before) {
        Tally known = tallies.get(check);
        if (known == null) {
            known = recall(check, before);
            tallies.put(check, known);
        }
        return known;
    }

    private Tally recall(String check, Instant before) {
        Tally tally = new Tally();
        outlook.past(check, Tally.LOOKED + 1).reversed().stream()
                .filter(verdict -> verdict.at().isBefore(before))
                .forEach(verdict -> tally.add(verdict.status(), verdict.at()));
        return tally;
    }

    private static boolean bad(CheckVerdict verdict) {
        return verdict.status() != CheckStatus.OK && verdict.status() != CheckStatus.UNKNOWN;
    }

    private boolean mayOpen(Check check, CheckVerdict verdict, Tally tally) {
        return tally.ripe(damping(check))
                && !outlook.maintained(check, verdict.at())
                && !parentsOpen(check, tally.since(), verdict.at());
    }

    /**
     * Whether something that the check depends on was not looked at since it is bad, and may yet be
     * found to be the cause; nobody waits for that longer than two of its intervals.
     */
    private boolean parentsOpen(Check check, Instant since, Instant now) {
        return check.spec().judging().dependsOn().stream()
                .flatMap(id -> outlook.find(id).stream())
                .filter(parent -> !parent.spec().paused() && parent.last() != null)
                .anyMatch(
                        parent ->
                                parent.last().at().isBefore(since)
                                        && now.isBefore(
                                                since.plus(
                                                        parent.spec().interval().multipliedBy(2))));
    }

    private void open(Check check, CheckVerdict verdict, Tally tally) {
        Finding made =
                new Finding(
                        shelf.id(clock.instant()),
                        check.id(),
                        tally.severity(null, damping(check)),
                        tally.flapping(),
                        new Seen(tally.since(), verdict.at(), tally.bad(), null),
                        evidence(verdict),
                        null,
                        null,
                        1);
        if (shelf.put(made)) {
            keep(made);
            shelf.tell(made, "opened", reason(made));
            react(check, made.id());
        } else {
            shelf.ofCheck(check.id(), 1).stream()
                    .filter(other -> other.state() != Finding.State.RESOLVED)
                    .forEach(this::keep);
        }
    }

    private void still(Check check, Finding there, CheckVerdict verdict, Tally tally) {
        CheckStatus severity = tally.severity(there.severity(), damping(check));
        boolean flapping = tally.flapping();
        // somebody may look after it, or it may be resolved, since it was read
        Finding now =
                open.computeIfPresent(
                        check.id(),
                        (id, known) ->
                                known.graded(severity, flapping)
                                        .seen(again(known, verdict), evidence(verdict)));
        if (now == null) {
            return;
        }
        boolean other = severity != there.severity() || flapping != there.flapping();
        Instant last = written.get(now.id());
        if (other || last == null || !verdict.at().isBefore(last.plus(WRITTEN))) {
            change(
                    now.id(),
                    stored -> stored.graded(severity, flapping).seen(now.seen(), now.evidence()),
                    other ? word(there, now) : null,
                    null);
        }
        if (!outlook.maintained(check, verdict.at())) {
            react(check, now.id());
        }
    }

    private static Seen again(Finding known, CheckVerdict verdict) {
        return new Seen(known.seen().first(), verdict.at(), known.seen().times() + 1, null);
    }

    private void better(Check check, Finding there, Tally tally) {
        if (tally.over(damping(check))) {
            change(there.id(), now -> now.resolved(clock.instant()), "resolved", "it is ok again");
        } else if (tally.flapping() && !there.flapping()) {
            change(there.id(), now -> now.graded(now.severity(), true), "flapping", null);
        }
    }

    /** By the finding on disk, which people may have changed through another node. */
    private void react(Check check, String id) {
        Optional<Finding> stored =
                check.spec().reaction() == null
                        ? Optional.empty()
                        : find(id).filter(each -> each.state() != Finding.State.RESOLVED);
        if (stored.isEmpty()) {
            return;
        }
        Finding finding = stored.get();
        List<Instant> earlier =
                shelf.ofCheck(check.id(), EARLIER).stream()
                        .filter(other -> !other.id().equals(id))
                        .filter(other -> other.reaction() != null)
                        .flatMap(other -> other.reaction().runs().stream())
                        .map(Started::at)
                        .toList();
        Finding.Response response = reactions.consider(check, finding, earlier, clock.instant());
        if (!response.equals(finding.reaction())) {
            change(
                    id,
                    now ->
                            Objects.equals(now.reaction(), finding.reaction())
                                            || runs(response) > runs(now.reaction())
                                    ? now.reacting(response)
                                    : null,
                    news(finding.reaction(), response),
                    null);
        }
    }

    private static int runs(Finding.Response response) {
        return response == null ? 0 : response.runs().size();
    }

    private static String news(Finding.Response before, Finding.Response now) {
        if (runs(now) > runs(before)) {
            return "reacted";
        }
        boolean asks =
                now.state() == Finding.Stage.WAITING
                        && (before == null || before.state() != Finding.Stage.WAITING);
        return asks ? "waiting" : null;
    }

    /**
     * Changes a finding that may have been changed elsewhere meanwhile.
     *
     * @param change gives {@code null} to leave it as it is
     * @param what to tell of it, {@code null} for nothing
     * @return what it is now
     */
    Optional<Finding> change(
            String id, Function<Finding, Finding> change, String what, String text) {
        for (int tries = 0; tries < 10; tries++) {
            Optional<Finding> stored = shelf.find(id);
            if (stored.isEmpty() || stored.get().state() == Finding.State.RESOLVED) {
                open.values().removeIf(each -> each.id().equals(id));
                return stored;
            }
            Finding wanted = change.apply(fresh(stored.get()));
            if (wanted == null) {
                return stored;
            }
            Finding next = wanted.version(stored.get().version() + 1);
            if (shelf.put(next)) {
                keep(next);
                if (what != null) {
                    shelf.tell(next, what, text == null ? reason(next) : text);
                }
                return Optional.of(next);
            }
        }
        LOG.warn("finding {} was changed by others ten times over; it is left as it is", id);
        return shelf.find(id);
    }

    private void keep(Finding finding) {
        if (finding.state() == Finding.State.RESOLVED) {
            open.remove(finding.check());
            written.remove(finding.id());
        } else {
            open.put(finding.check(), finding);
            written.put(finding.id(), finding.seen().last());
        }
    }

    /** One as it is on disk, with its latest numbers. */
    Optional<Finding> find(String id) {
        return shelf.find(id).map(this::fresh);
    }

    /** With the numbers that are not on disk yet. */
    Finding fresh(Finding stored) {
        Finding known = open.get(stored.check());
        boolean later =
                known != null
                        && known.id().equals(stored.id())
                        && stored.state() != Finding.State.RESOLVED
                        && known.seen().times() > stored.seen().times();
        return later
                ? stored.graded(known.severity(), known.flapping())
                        .seen(known.seen(), known.evidence())
                : stored;
    }

    /** What is not resolved, as this node knows it. */
    Map<String, Finding> open() {
        return open;
    }

    private static Damping damping(Check check) {
        return check.spec().judging().damping();
    }

    private static Evidence evidence(CheckVerdict verdict) {
        return new Evidence(verdict.reasons(), verdict.measurements(), verdict.votes());
    }

    private static String reason(Finding finding) {
        return finding.evidence().reasons().stream().findFirst().orElse("");
    }

    private static String word(Finding before, Finding now) {
        if (before.severity() == now.severity()) {
            return now.flapping() ? "flapping" : "settled";
        }
        return now.severity() == CheckStatus.CRITICAL ? "worsened" : "eased";
    }
}
