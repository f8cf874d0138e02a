package dev.gantry.http.attention;

import dev.gantry.http.attention.Concern.Severity;
import dev.gantry.spi.resilience.TargetStatus;
import dev.gantry.spi.resilience.Targets;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import java.util.List;

/** Targets whose breaker is open. */
@Component
public final class TargetConcerns implements ConcernSource {
    private final Targets targets;

    /** Over the targets of this node. */
    @Activate
    public TargetConcerns(@Reference Targets targets) {
        this.targets = targets;
    }

    @Override
    public List<Concern> concerns() {
        return targets.list().stream()
                .filter(target -> target.state() == TargetStatus.State.OPEN)
                .map(TargetConcerns::concern)
                .toList();
    }

    private static Concern concern(TargetStatus target) {
        return new Concern(
                "target-open",
                Severity.WARN,
                "Calls of target " + target.name() + " are not let through",
                target.failed()
                        + " of the last "
                        + target.calls()
                        + " calls failed, so its breaker is open until "
                        + target.until()
                        + "; "
                        + target.rejected()
                        + " calls were not let through since the start.",
                "Mend the target; the breaker tries it again by itself, or reset it by hand.",
                "/limits",
                target.since());
    }
}
