package dev.gantry.http.attention;

import dev.gantry.http.attention.Concern.Severity;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.finding.Finding;
import dev.gantry.spi.finding.Finding.Stage;
import dev.gantry.spi.finding.Finding.State;
import dev.gantry.spi.finding.Findings;
import dev.gantry.spi.run.Page;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;

/** Findings that nobody looks after, and those whose reaction waits for a yes. */
@Component
public final class FindingConcerns implements ConcernSource {
    private static final int SEEN = 200;
    private static final int TOLD = 20;

    private final Findings findings;

    /** Over the findings of this Gantry. */
    @Activate
    public FindingConcerns(@Reference Findings findings) {
        this.findings = findings;
    }

    @Override
    public List<Concern> concerns() {
        Page<Finding> critical = list(CheckStatus.CRITICAL);
        Page<Finding> others = list(CheckStatus.ERROR, CheckStatus.WARN);
        List<Finding> all =
                Stream.of(critical, others)
                        .flatMap(page -> page.items().stream())
                        .filter(each -> each.state() == State.OPEN || waits(each))
                        .sorted(Comparator.comparing(each -> !waits(each)))
                        .toList();
        List<Concern> told = new ArrayList<>();
        all.stream().limit(TOLD).forEach(each -> told.add(concern(each)));
        List<Finding> untold = all.stream().skip(TOLD).toList();
        if (!untold.isEmpty() || critical.next() != null || others.next() != null) {
            boolean worst =
                    critical.next() != null
                            || untold.stream()
                                    .anyMatch(each -> each.severity() == CheckStatus.CRITICAL);
            told.add(more(worst ? Severity.CRITICAL : Severity.WARN, !untold.isEmpty()));
        }
        return told;
    }

    private Page<Finding> list(CheckStatus... severities) {
        return findings.list(
                new Findings.Query(
                        Set.of(State.OPEN, State.ACKNOWLEDGED), Set.of(severities), null),
                SEEN,
                null);
    }

    private Concern more(Severity severity, boolean known) {
        long open = findings.open().values().stream().mapToLong(Long::longValue).sum();
        return new Concern(
                "finding",
                severity,
                "More findings are open",
                "Of "
                        + open
                        + (known ? " the most severe are told here." : " not all were looked at."),
                "Begin with what many of them have in common; the page Findings has them all.",
                "/findings",
                null);
    }

    private static boolean waits(Finding finding) {
        return finding.reaction() != null && finding.reaction().state() == Stage.WAITING;
    }

    private static Concern concern(Finding finding) {
        return new Concern(
                "finding",
                finding.severity() == CheckStatus.CRITICAL ? Severity.CRITICAL : Severity.WARN,
                "Check "
                        + finding.check()
                        + " is "
                        + finding.severity().name().toLowerCase(Locale.ROOT),
                finding.evidence().reasons().isEmpty()
                        ? "It gave no reason."
                        : String.join("; ", finding.evidence().reasons()),
                waits(finding)
                        ? "Approve or decline what it would start."
                        : finding.severity() == CheckStatus.ERROR
                                ? "The check itself broke: see its configuration, and its plugin."
                                : "Mend what it inspects, or say that you look after it.",
                Concern.page("/findings", finding.id()),
                finding.seen().first());
    }
}
