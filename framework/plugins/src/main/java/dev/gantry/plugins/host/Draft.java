package dev.gantry.plugins.host;

import dev.gantry.plugins.gate.GateResult;
import dev.gantry.spi.plugin.Compatibility;
import dev.gantry.spi.plugin.Needs;
import dev.gantry.spi.plugin.PluginPlan;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.plugin.Signature;
import dev.gantry.spi.store.StoredRevision;

import java.util.List;
import java.util.Optional;

/** A plan while it is made. Not thread-safe. */
final class Draft {
    private final String file;
    private final String sha256;
    private PluginManifest manifest;
    private RevisionRef replaces;
    private GateResult result;
    private List<String> rewired = List.of();
    private Signature signature;
    private List<PluginPlan.Touched> touched = List.of();

    Draft(String file, String sha256) {
        this.file = file;
        this.sha256 = sha256;
    }

    String file() {
        return file;
    }

    String sha256() {
        return sha256;
    }

    void of(PluginManifest read) {
        manifest = read;
    }

    void signed(Signature by) {
        signature = by;
    }

    void compared(StoredRevision inService, GateResult fits) {
        replaces = new RevisionRef(inService.plugin(), inService.version(), inService.sha256());
        result = fits;
    }

    void rewires(List<String> plugins) {
        rewired = plugins;
    }

    void touches(List<PluginPlan.Touched> all) {
        touched = all;
    }

    /** Why the gate would not let it in. */
    Optional<String> refusal() {
        return result == null ? Optional.empty() : result.refusal();
    }

    /** How it fits, where it is let in. */
    String fit(boolean snapshot) {
        return switch (result.compatibility()) {
            case COMPATIBLE -> "it is compatible";
            case NEW_RUNS_ONLY -> "it is compatible for new runs only";
            case BREAKING -> {
                long breaks =
                        result.differences().stream()
                                .filter(d -> d.weight() == Compatibility.BREAKING)
                                .count();
                yield (breaks == 1 ? "1 change breaks" : breaks + " changes break")
                        + " that one, which a "
                        + (snapshot ? "snapshot" : "new major version")
                        + " may";
            }
        };
    }

    PluginPlan end(PluginPlan.Action action, String sentence) {
        return new PluginPlan(
                file,
                sha256,
                manifest == null ? null : manifest.id(),
                manifest == null ? null : manifest.version().toString(),
                action,
                sentence,
                replaces,
                result == null ? null : result.compatibility(),
                result == null ? List.of() : result.differences(),
                manifest == null ? List.of() : manifest.tasks(),
                manifest == null ? List.of() : manifest.detectors(),
                rewired,
                signature,
                manifest == null ? Needs.NONE : manifest.needs(),
                touched);
    }
}
