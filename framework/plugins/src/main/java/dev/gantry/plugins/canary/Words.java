package dev.gantry.plugins.canary;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.stream.Collectors;

/** What is said of a canary, in one sentence each. */
final class Words {
    private final Canary canary;
    private final String candidate;
    private final String control;

    Words(Canary canary) {
        this.canary = canary;
        this.candidate = canary.canary().version();
        this.control = canary.control().version();
    }

    /** What a step gives to the canary. */
    String begins(Step step) {
        return candidate
                + " gets "
                + share(step)
                + ", "
                + control
                + " the rest, until "
                + at(step.until())
                + " at the earliest";
    }

    String resumed(Step step) {
        return begins(step) + "; Gantry was restarted, so the step begins again";
    }

    String advances(Step.Evidence evidence, Step next) {
        return figures(evidence) + ": " + begins(next);
    }

    String promoted(Step.Evidence evidence) {
        return figures(evidence) + ": all new work goes to " + candidate;
    }

    String stuck(Step step, Step.Evidence evidence) {
        return lacks(evidence)
                + " are missing since "
                + at(step.since())
                + " to judge "
                + candidate
                + ": promote it or roll it back by hand, or send more work";
    }

    /** Why a canary is rolled back, with the figures. */
    String worse(Rule.Finding finding) {
        Tally.Side a = finding.seen().canary();
        Tally.Side b = finding.seen().control();
        String what =
                switch (finding.cause()) {
                    case FAILURES ->
                            "%s failed %d of %d attempts of %s, %s %d of %d"
                                    .formatted(
                                            candidate,
                                            a.failed(),
                                            a.attempts(),
                                            finding.task(),
                                            control,
                                            b.failed(),
                                            b.attempts());
                    case TIME ->
                            "%s takes up to %s for 95 of 100 attempts of %s (of %d), %s up to %s (of %d)"
                                    .formatted(
                                            candidate,
                                            time(a.times().p95()),
                                            finding.task(),
                                            a.times().total(),
                                            control,
                                            time(b.times().p95()),
                                            b.times().total());
                };
        return what
                + "; equals differ so with probability "
                + probability(finding.p())
                + ", the limit is "
                + probability(finding.allowed())
                + ": rolled back; mend it and drop a new version";
    }

    /** What is known in the midst of a step, and what is waited for. */
    String verdict(Step step) {
        Step.Evidence evidence = step.evidence();
        if (!evidence.enough()) {
            return "waits for "
                    + lacks(evidence)
                    + ", and until "
                    + at(step.until())
                    + " at the earliest";
        }
        String next =
                step.last() ? "takes all new work" : "goes to " + percentAfter(step) + " percent";
        return "nothing speaks against "
                + candidate
                + " so far: "
                + figures(evidence)
                + "; "
                + next
                + " at "
                + at(step.until())
                + " at the earliest";
    }

    private int percentAfter(Step step) {
        return canary.split(step.index() + 1).percent();
    }

    private String lacks(Step.Evidence evidence) {
        String ours = more(evidence.canaryLacks(), "the canary");
        String theirs = more(evidence.controlLacks(), "the control");
        if (ours.isEmpty() || theirs.isEmpty()) {
            return ours + theirs;
        }
        return ours + " and " + theirs;
    }

    private static String more(long attempts, String side) {
        return switch ((int) Math.min(attempts, 2)) {
            case 0 -> "";
            case 1 -> "1 more attempt of " + side;
            default -> attempts + " more attempts of " + side;
        };
    }

    private String figures(Step.Evidence evidence) {
        String ours = failed(candidate, evidence.canaries());
        return evidence.alone()
                ? ours + ", with nothing to compare at 100 percent"
                : ours + ", " + failed(control, evidence.controls());
    }

    private static String failed(String version, Tally.Side side) {
        String text = version + " failed " + side.failed() + " of " + side.attempts() + " attempts";
        Duration p95 = side.times().p95();
        return p95 == null ? text : text + " (p95 " + time(p95) + ")";
    }

    private String share(Step step) {
        if (!canary.spec().selective()) {
            return step.percent() + " percent of new work";
        }
        String labels =
                canary.spec().labels().entrySet().stream()
                        .sorted(java.util.Map.Entry.comparingByKey())
                        .map(e -> e.getKey() + "=" + e.getValue())
                        .collect(Collectors.joining(", "));
        String tenant = canary.spec().tenant();
        return "new work"
                + (tenant == null ? "" : " of tenant " + tenant)
                + (labels.isEmpty() ? "" : " with " + labels);
    }

    private static String probability(double p) {
        return p >= 0.001
                ? String.format(Locale.ROOT, "%.4f", p)
                : String.format(Locale.ROOT, "%.1e", p);
    }

    private static String time(Duration took) {
        double millis = took.toNanos() / 1e6;
        return millis < 10_000
                ? Math.round(millis) + " ms"
                : String.format(Locale.ROOT, "%.1f s", millis / 1000);
    }

    private static String at(Instant when) {
        return when.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
