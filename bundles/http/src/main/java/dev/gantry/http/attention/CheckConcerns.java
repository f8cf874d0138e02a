package dev.gantry.http.attention;

import dev.gantry.http.attention.Concern.Severity;
import dev.gantry.spi.check.Check;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.check.Checks;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import java.util.List;

/** Checks of which nothing is known; what is bad is told by {@link FindingConcerns}. */
@Component
public final class CheckConcerns implements ConcernSource {
    private final Checks checks;

    /** Over the checks of this Gantry. */
    @Activate
    public CheckConcerns(@Reference Checks checks) {
        this.checks = checks;
    }

    @Override
    public List<Concern> concerns() {
        return checks.list().stream()
                .filter(check -> !check.spec().paused() && check.last() != null)
                .filter(check -> check.last().status() == CheckStatus.UNKNOWN)
                .map(CheckConcerns::concern)
                .toList();
    }

    private static Concern concern(Check check) {
        return new Concern(
                "check",
                Severity.WARN,
                "Check " + check.id() + " is unknown",
                check.last().reasons().isEmpty()
                        ? "It gave no reason."
                        : String.join(" ", check.last().reasons()),
                "See why it could not tell: what it depends on, its configuration, or the plugin of "
                        + check.spec().detector()
                        + ".",
                Concern.page("/detection", check.id()),
                check.last().at());
    }
}
