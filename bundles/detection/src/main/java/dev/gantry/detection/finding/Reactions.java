package dev.gantry.detection.finding;

import dev.gantry.spi.check.Check;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.check.Reaction;
import dev.gantry.spi.finding.Finding;
import dev.gantry.spi.finding.Finding.Response;
import dev.gantry.spi.finding.Finding.Stage;
import dev.gantry.spi.finding.Finding.Started;
import dev.gantry.spi.run.RunRequest;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Starts what is to be started for a finding, within the guards: each finding starts one run, and
 * again one after each cool-down as long as it is there, a check so many an hour, all checks
 * together {@value #TOGETHER} a minute. Thread-safe.
 */
final class Reactions {
    static final int TOGETHER = 60;
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private final Starter starter;
    private final Evidence evidence = new Evidence();
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Instant> latest = new ArrayDeque<>();

    Reactions(Starter starter) {
        this.starter = starter;
    }

    /**
     * Starts what is due.
     *
     * @param earlier when runs were started for findings of the check before this one
     * @return what becomes of it, {@code null} if the check starts nothing
     */
    Response consider(Check check, Finding finding, List<Instant> earlier, Instant now) {
        Reaction reaction = check.spec().reaction();
        Response before = finding.reaction();
        if (reaction == null) {
            return before;
        }
        List<Started> runs = before == null ? List.of() : before.runs();
        if (!severe(finding, reaction)) {
            return new Response(Stage.IDLE, "it starts only when " + lower(reaction.on()), runs);
        }
        if (finding.acknowledged() != null) {
            return new Response(Stage.HELD, finding.acknowledged().by() + " looks after it", runs);
        }
        if (before != null && before.state() == Stage.DECLINED) {
            return before;
        }
        String held = held(reaction, runs, earlier, now);
        if (held != null) {
            boolean started = before != null && before.state() == Stage.STARTED;
            return new Response(started ? Stage.STARTED : Stage.HELD, held, runs);
        }
        if (reaction.approval()) {
            return before != null && before.state() == Stage.WAITING
                    ? before
                    : new Response(Stage.WAITING, "a person has to approve of it", runs);
        }
        return start(check, finding, runs, null, now);
    }

    /** Starts it, as somebody approved of it. */
    Response approved(Check check, Finding finding, String by, Instant now) {
        return start(check, finding, finding.reaction().runs(), by, now);
    }

    private static boolean severe(Finding finding, Reaction reaction) {
        return finding.severity() == CheckStatus.CRITICAL
                || finding.severity() == CheckStatus.WARN && reaction.on() == CheckStatus.WARN;
    }

    /** Why nothing is started now; {@code null} if something may be. */
    private String held(Reaction reaction, List<Started> runs, List<Instant> earlier, Instant now) {
        List<Instant> all = new ArrayList<>(earlier);
        runs.forEach(run -> all.add(run.at()));
        if (!runs.isEmpty() && starter.underWay(runs.getLast().run())) {
            return "run " + runs.getLast().run() + " is under way";
        }
        Instant last = all.stream().max(Instant::compareTo).orElse(null);
        if (last != null && now.isBefore(last.plus(reaction.cooldown()))) {
            return "it cools down until " + last.plus(reaction.cooldown());
        }
        long hour = all.stream().filter(at -> at.isAfter(now.minus(HOUR))).count();
        return hour >= reaction.perHour()
                ? "it was started " + hour + " times within an hour, the most for this check"
                : null;
    }

    private Response start(
            Check check, Finding finding, List<Started> runs, String by, Instant now) {
        String params;
        try {
            params = evidence.fill(check.spec().reaction().params(), check, finding);
        } catch (RuntimeException e) {
            return new Response(Stage.REFUSED, e.getMessage(), runs);
        }
        if (!place(now)) {
            return new Response(
                    Stage.HELD,
                    "checks started " + TOGETHER + " runs within a minute, the most together",
                    runs);
        }
        try {
            String run = starter.start(request(check, finding, params, runs.size()));
            List<Started> more = new ArrayList<>(runs);
            more.add(new Started(run, now, by));
            return new Response(Stage.STARTED, "", more);
        } catch (RuntimeException e) {
            giveBack(now);
            return new Response(Stage.REFUSED, e.getMessage(), runs);
        }
    }

    private static RunRequest request(Check check, Finding finding, String params, int number) {
        RunRequest plain = RunRequest.of(check.spec().reaction().task(), params);
        return new RunRequest(
                plain.task(),
                plain.params(),
                Map.of("check", check.id(), "finding", finding.id()),
                plain.tenant(),
                plain.sla(),
                plain.priority(),
                plain.delay(),
                plain.timeout(),
                plain.retry(),
                "finding:" + finding.id() + ":" + number,
                null,
                null,
                "finding:" + finding.id());
    }

    private boolean place(Instant now) {
        lock.lock();
        try {
            while (!latest.isEmpty() && !latest.getFirst().isAfter(now.minus(MINUTE))) {
                latest.removeFirst();
            }
            if (latest.size() >= TOGETHER) {
                return false;
            }
            latest.addLast(now);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void giveBack(Instant place) {
        lock.lock();
        try {
            latest.removeLastOccurrence(place);
        } finally {
            lock.unlock();
        }
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
