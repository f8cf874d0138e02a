package dev.gantry.http.attention;

import dev.gantry.http.attention.Concern.Severity;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.finding.Finding;
import dev.gantry.spi.finding.Finding.Stage;
import dev.gantry.spi.finding.Finding.State;
import dev.gantry.spi.finding.Findings;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Findings that nobody looks after, and those whose reaction waits for a yes. */
@Component
public final class FindingConcerns implements ConcernSource {
    private static final int MOST = 100;

    private final Findings findings;

    /** Over the findings of this Gantry. */
    @Activate
    public FindingConcerns(@Reference Findings findings) {
        this.findings = findings;
    }

    @Override
    public List<Concern> concerns() {
        Findings.Query open =
                new Findings.Query(Set.of(State.OPEN, State.ACKNOWLEDGED), Set.of(), null);
        return findings.list(open, MOST, null).items().stream()
                .filter(each -> each.state() == State.OPEN || waits(each))
                .map(FindingConcerns::concern)
                .toList();
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
                        : String.join(" ", finding.evidence().reasons()),
                waits(finding)
                        ? "Approve or decline what it would start."
                        : finding.severity() == CheckStatus.ERROR
                                ? "The check itself broke: see its configuration, and its plugin."
                                : "Mend what it inspects, or say that you look after it.",
                Concern.page("/findings", finding.id()),
                finding.seen().first());
    }
}
