package dev.gantry.http.attention;

import dev.gantry.http.attention.Concern.Severity;
import dev.gantry.spi.check.Check;
import dev.gantry.spi.check.CheckStatus;
import dev.gantry.spi.check.Checks;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import java.util.List;
import java.util.Locale;

/** Checks whose latest verdict is critical, unknown or error. */
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
                .filter(check -> bad(check.last().status()))
                .map(CheckConcerns::concern)
                .toList();
    }

    private static boolean bad(CheckStatus status) {
        return status != CheckStatus.OK && status != CheckStatus.WARN;
    }

    private static Concern concern(Check check) {
        CheckStatus status = check.last().status();
        return new Concern(
                "check",
                status == CheckStatus.CRITICAL ? Severity.CRITICAL : Severity.WARN,
                "Check " + check.id() + " is " + status.name().toLowerCase(Locale.ROOT),
                check.last().reasons().isEmpty()
                        ? "It gave no reason."
                        : String.join(" ", check.last().reasons()),
                status == CheckStatus.CRITICAL
                        ? "Mend what it inspects."
                        : "See why it could not tell: its configuration, or the plugin of "
                                + check.spec().detector()
                                + ".",
                Concern.page("/detection", check.id()),
                check.last().at());
    }
}
