package dev.gantry.http.attention;

import dev.gantry.http.attention.Concern.Severity;
import dev.gantry.spi.plugin.PluginInfo;
import dev.gantry.spi.plugin.Plugins;
import dev.gantry.spi.plugin.RevisionInfo;
import dev.gantry.spi.plugin.RevisionState;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/** Revisions that were not let in or misbehaved, that do not end, or that stay in memory. */
@Component
public final class PluginConcerns implements ConcernSource {
    private static final String PAGE = "/plugins";

    private final Plugins plugins;
    private final InstantSource clock;

    /** Over the plugins on record. */
    @Activate
    public PluginConcerns(@Reference Plugins plugins) {
        this(plugins, InstantSource.system());
    }

    /** With a clock. */
    public PluginConcerns(Plugins plugins, InstantSource clock) {
        this.plugins = plugins;
        this.clock = clock;
    }

    @Override
    public List<Concern> concerns() {
        List<Concern> found = new ArrayList<>();
        for (PluginInfo plugin : plugins.list()) {
            for (RevisionInfo revision : plugin.versions()) {
                add(plugin, revision, found);
            }
        }
        return found;
    }

    private void add(PluginInfo plugin, RevisionInfo revision, List<Concern> to) {
        String link = Concern.page(PAGE, plugin.id());
        String what = plugin.id() + " " + revision.version();
        Instant since = revision.since();
        if (revision.state() == RevisionState.QUARANTINED) {
            to.add(
                    new Concern(
                            "plugin-quarantined",
                            Severity.CRITICAL,
                            what + " is quarantined",
                            said(revision.reason()),
                            "Drop a version that is mended, or activate this one with override.",
                            link,
                            since));
        } else if (revision.state() == RevisionState.REJECTED) {
            to.add(rejected(plugin, revision, link));
        } else if (late(revision)) {
            to.add(
                    new Concern(
                            "drain-late",
                            Severity.WARN,
                            what + " does not end",
                            said(revision.drain().reason()),
                            "Wait for its runs, or force the drain: they begin again on the version"
                                    + " in service.",
                            link,
                            revision.drain().since()));
        }
        if (revision.leak() != null) {
            to.add(
                    new Concern(
                            "loader-leaked",
                            Severity.WARN,
                            what + " is still in memory",
                            revision.leak(),
                            "Tell who makes the plugin; its memory is free after a restart of"
                                    + " Gantry.",
                            link,
                            since));
        }
    }

    private static Concern rejected(PluginInfo plugin, RevisionInfo revision, String link) {
        boolean readable = revision.version() != null;
        return new Concern(
                readable ? "plugin-rejected" : "file-rejected",
                // what is in service goes on
                plugin.active() == null ? Severity.CRITICAL : Severity.WARN,
                readable
                        ? plugin.id() + " " + revision.version() + " was not let in"
                        : plugin.id() + " cannot be installed",
                said(revision.reason()),
                readable
                        ? "Mend what the sentence says and drop the file again, or delete the"
                                + " version."
                        : "Replace the file in the folder bundles, or delete it.",
                link,
                revision.since());
    }

    private boolean late(RevisionInfo revision) {
        return revision.state() == RevisionState.DRAINING
                && revision.drain() != null
                && revision.drain().deadline() != null
                && revision.drain().deadline().isBefore(clock.instant());
    }

    private static String said(String reason) {
        return reason == null ? "No reason is on record." : reason;
    }
}
