package dev.gantry.plugins.gate;

import dev.gantry.plugins.catalog.Promises;
import dev.gantry.plugins.catalog.Promises.Promise;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.plugin.Compatibility;
import dev.gantry.spi.plugin.Difference;
import dev.gantry.spi.run.RetryPolicy;

import org.osgi.framework.Version;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Compares what a new version promises with what the version in service promised, and lets a break
 * in only under a new major version. Thread-safe.
 */
public final class Gate {
    private static final int NAMED = 3;

    private final Users users;

    /** A gate that says who is hit. */
    public Gate(Users users) {
        this.users = users;
    }

    /**
     * A difference before it is written down.
     *
     * @param field as {@code result field `deleted`}, or {@code null} where it is all of the
     *     subject
     */
    private record Finding(
            Compatibility weight, String subject, String field, String how, String used) {

        Difference difference() {
            return new Difference(
                    weight, subject, (field == null ? "" : field + " ") + how + tail());
        }

        String inFull() {
            return (field == null ? subject : field + " of " + subject) + " " + how + tail();
        }

        private String tail() {
            return used.isEmpty() ? "" : ": " + used;
        }
    }

    /**
     * Judges a version.
     *
     * @param inService what the version in service promised
     * @param next what the new one promises
     */
    public GateResult judge(Promises inService, Promises next) {
        List<Finding> findings = new ArrayList<>();
        for (Promise old : inService.contributions()) {
            Optional<Promise> after = next.find(old.kind(), old.id());
            Usages usages = new Usages(users, old);
            if (after.isEmpty()) {
                findings.add(
                        new Finding(
                                Compatibility.BREAKING,
                                subject(old),
                                null,
                                "no longer offered",
                                usages.get().all()));
            } else {
                compare(old, after.get(), usages, findings);
            }
        }
        for (Promise fresh : next.contributions()) {
            if (inService.find(fresh.kind(), fresh.id()).isEmpty()) {
                findings.add(
                        new Finding(Compatibility.COMPATIBLE, subject(fresh), null, "is new", ""));
            }
        }
        packages(inService.exports(), next.exports(), findings);
        findings.sort(Comparator.comparing(Finding::weight).reversed());
        List<Finding> breaking =
                findings.stream().filter(f -> f.weight() == Compatibility.BREAKING).toList();
        boolean refused =
                !breaking.isEmpty()
                        && !snapshot(inService.version())
                        && !snapshot(next.version())
                        && !majorStep(inService.version(), next.version());
        return new GateResult(
                findings.stream()
                        .map(Finding::weight)
                        .max(Comparator.naturalOrder())
                        .orElse(Compatibility.COMPATIBLE),
                findings.stream().map(Finding::difference).toList(),
                refused ? Optional.of(refusal(inService.version(), breaking)) : Optional.empty());
    }

    /** Asks for the users of a contribution when they are wanted, and then once. */
    private static final class Usages implements Supplier<Usage> {
        private final Users users;
        private final Promise term;
        private Usage usage;

        Usages(Users users, Promise term) {
            this.users = users;
            this.term = term;
        }

        @Override
        public Usage get() {
            if (usage == null) {
                usage = new Usage(users, term.kind(), term.id());
            }
            return usage;
        }
    }

    private static void compare(Promise old, Promise next, Usages usages, List<Finding> findings) {
        boolean task = old.kind() == Kind.TASK;
        String subject = subject(old);
        for (SchemaChange c :
                SchemaDiff.inputs(
                        old.input(), next.input(), task ? "parameter" : "configuration field")) {
            findings.add(
                    new Finding(
                            c.weight(),
                            subject,
                            c.field(),
                            c.how(),
                            c.weight() == Compatibility.COMPATIBLE
                                    ? ""
                                    : usages.get().hitBy(c, old.input(), next.input())));
        }
        if (task) {
            result(old, next, usages, findings);
            running(old, next, usages, findings);
        }
    }

    private static void result(Promise old, Promise next, Usages usages, List<Finding> findings) {
        String subject = subject(old);
        if (old.output() == null) {
            if (next.output() != null) {
                findings.add(
                        new Finding(Compatibility.COMPATIBLE, subject, "result", "is new", ""));
            }
        } else if (next.output() == null) {
            findings.add(
                    new Finding(
                            Compatibility.BREAKING,
                            subject,
                            "result",
                            "removed",
                            usages.get().all()));
        } else {
            for (SchemaChange c : SchemaDiff.results(old.output(), next.output(), "result field")) {
                findings.add(
                        new Finding(
                                c.weight(),
                                subject,
                                c.field(),
                                c.how(),
                                c.weight() == Compatibility.COMPATIBLE ? "" : usages.get().all()));
            }
        }
    }

    /** What matters to a run that has begun, and to nobody who starts one. */
    private static void running(Promise old, Promise next, Usages usages, List<Finding> findings) {
        List<Finding> all = new ArrayList<>();
        if (old.phased() != null && next.phased() != null && !old.phased().equals(next.phased())) {
            all.add(
                    new Finding(
                            Compatibility.NEW_RUNS_ONLY,
                            subject(old),
                            null,
                            next.phased() ? "works in phases now" : "no longer works in phases",
                            usages.get().all()));
        }
        if (!Objects.equals(old.timeout(), next.timeout())) {
            boolean shorter =
                    next.timeout() != null
                            && (old.timeout() == null
                                    || next.timeout().compareTo(old.timeout()) < 0);
            all.add(
                    new Finding(
                            shorter ? Compatibility.NEW_RUNS_ONLY : Compatibility.COMPATIBLE,
                            subject(old),
                            "timeout",
                            "changed from " + told(old.timeout()) + " to " + told(next.timeout()),
                            shorter ? usages.get().all() : ""));
        }
        if (!old.retry().equals(next.retry())) {
            boolean fewer = next.retry().attempts() < old.retry().attempts();
            all.add(
                    new Finding(
                            fewer ? Compatibility.NEW_RUNS_ONLY : Compatibility.COMPATIBLE,
                            subject(old),
                            "retry",
                            "changed from " + told(old.retry()) + " to " + told(next.retry()),
                            fewer ? usages.get().all() : ""));
        }
        findings.addAll(all);
    }

    private static void packages(
            Map<String, Version> old, Map<String, Version> next, List<Finding> findings) {
        new TreeMap<>(old)
                .forEach(
                        (name, before) -> {
                            Version after = next.get(name);
                            if (after == null) {
                                findings.add(exported(name, true, "no longer exported"));
                            } else if (!after.equals(before)) {
                                findings.add(
                                        exported(
                                                name,
                                                after.getMajor() != before.getMajor()
                                                        || after.compareTo(before) < 0,
                                                "exported as " + after + ", before " + before));
                            }
                        });
        next.keySet().stream()
                .filter(name -> !old.containsKey(name))
                .sorted()
                .forEach(name -> findings.add(exported(name, false, "is new")));
    }

    private static Finding exported(String name, boolean breaks, String how) {
        return new Finding(
                breaks ? Compatibility.BREAKING : Compatibility.COMPATIBLE,
                "package " + name,
                null,
                how,
                "");
    }

    private static String refusal(Version inService, List<Finding> breaking) {
        int more = breaking.size() - NAMED;
        return (breaking.size() == 1 ? "1 change breaks" : breaking.size() + " changes break")
                + " version "
                + inService
                + " in service: "
                + breaking.stream()
                        .limit(NAMED)
                        .map(Finding::inFull)
                        .collect(Collectors.joining("; "))
                + (more > 0 ? "; and " + more + " more" : "")
                + ": raise Bundle-Version to "
                + nextMajor(inService)
                + ", or let it in with --override";
    }

    /** Below 1.0.0 the minor number counts as the major one. */
    private static boolean majorStep(Version from, Version to) {
        return to.getMajor() > from.getMajor()
                || from.getMajor() == 0 && to.getMajor() == 0 && to.getMinor() > from.getMinor();
    }

    private static Version nextMajor(Version from) {
        return from.getMajor() == 0
                ? new Version(0, from.getMinor() + 1, 0)
                : new Version(from.getMajor() + 1, 0, 0);
    }

    private static boolean snapshot(Version version) {
        return version.getQualifier().equals("SNAPSHOT");
    }

    private static String subject(Promise term) {
        return (term.kind() == Kind.TASK ? "task " : "detector ") + term.id();
    }

    private static String told(Duration timeout) {
        return timeout == null ? "none" : timeout.toString();
    }

    private static String told(RetryPolicy retry) {
        return retry.attempts()
                + (retry.attempts() == 1 ? " attempt" : " attempts")
                + " with waits of "
                + retry.first()
                + " to "
                + retry.max()
                + (retry.within() == null ? "" : ", within " + retry.within())
                + (retry.unless().isEmpty()
                        ? ""
                        : ", unless " + String.join(" or ", new TreeSet<>(retry.unless())));
    }
}
