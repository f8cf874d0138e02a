package dev.gantry.http.attention;

import dev.gantry.http.attention.Concern.Severity;
import dev.gantry.spi.check.Check;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.check.CheckVote.Voter;
import dev.gantry.spi.check.Checks;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Checks of which nothing is known; what is bad is told by {@link FindingConcerns}. */
@Component
public final class CheckConcerns implements ConcernSource {
    private static final int TOLD = 20;

    private final Checks checks;

    /** Over the checks of this Gantry. */
    @Activate
    public CheckConcerns(@Reference Checks checks) {
        this.checks = checks;
    }

    /** What has one reason is one concern: thousands are unknown when a plugin is away. */
    @Override
    public List<Concern> concerns() {
        List<List<Check>> groups =
                checks.list().stream()
                        .filter(check -> !check.spec().paused() && check.last() != null)
                        .filter(check -> check.last().status() == CheckStatus.UNKNOWN)
                        .filter(check -> !follows(check))
                        .collect(Collectors.groupingBy(CheckConcerns::reason))
                        .values()
                        .stream()
                        .sorted(Comparator.comparing(group -> -group.size()))
                        .toList();
        List<Concern> told = new ArrayList<>();
        for (List<Check> group : groups.subList(0, Math.min(TOLD, groups.size()))) {
            told.add(
                    group.size() == 1
                            ? concern(group.getFirst())
                            : many(reason(group.getFirst()), group));
        }
        if (groups.size() > TOLD) {
            told.add(
                    many(
                            "Each has a reason of its own.",
                            groups.stream().skip(TOLD).flatMap(List::stream).toList()));
        }
        return told;
    }

    /** Whether what it depends on does not work, which is told by itself. */
    private static boolean follows(Check check) {
        return check.last().votes().stream().anyMatch(vote -> vote.voter() == Voter.DEPENDENCY);
    }

    private static String reason(Check check) {
        List<String> reasons = check.last().reasons();
        return reasons.isEmpty() ? "It gave no reason." : String.join("; ", reasons);
    }

    private static Concern many(String reason, List<Check> checks) {
        return new Concern(
                "check",
                Severity.WARN,
                checks.size() + " checks are unknown",
                reason,
                "See why they could not tell: what they depend on, or their detector's plugin.",
                "/detection?status=unknown",
                checks.stream()
                        .map(each -> each.last().at())
                        .min(Comparator.naturalOrder())
                        .orElse(null));
    }

    private static Concern concern(Check check) {
        return new Concern(
                "check",
                Severity.WARN,
                "Check " + check.id() + " is unknown",
                reason(check),
                "See why it could not tell: what it depends on, its configuration, or the plugin of "
                        + check.spec().detector()
                        + ".",
                Concern.page("/detection", check.id()),
                check.last().at());
    }
}
