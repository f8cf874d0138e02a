package dev.gantry.plugins.host;

import dev.gantry.plugins.canary.CanaryWatch;
import dev.gantry.plugins.catalog.LiveRevision;
import dev.gantry.plugins.catalog.OffersJson;
import dev.gantry.plugins.leak.Leak;
import dev.gantry.plugins.leak.LeakWatch;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.plugin.PluginInfo;
import dev.gantry.spi.plugin.RevisionInfo;
import dev.gantry.spi.plugin.RevisionState;
import dev.gantry.spi.store.StoredPolicy;
import dev.gantry.spi.store.StoredRevision;

import org.osgi.framework.Version;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What an operator sees of the registry. Thread-safe. */
final class PluginView {
    private static final Comparator<StoredRevision> NEWEST_FIRST =
            Comparator.comparing(
                            (StoredRevision r) ->
                                    r.version() == null
                                            ? Version.emptyVersion
                                            : Version.parseVersion(r.version()))
                    .thenComparing(StoredRevision::since)
                    .reversed();

    private final Registry registry;
    private final Living live;
    private final Retirement retirement;
    private final LeakWatch leaks;
    private final CanaryWatch watch;
    private final Vetting vetting;

    PluginView(
            Registry registry,
            Living live,
            Retirement retirement,
            LeakWatch leaks,
            CanaryWatch watch,
            Vetting vetting) {
        this.registry = registry;
        this.live = live;
        this.retirement = retirement;
        this.leaks = leaks;
        this.watch = watch;
        this.vetting = vetting;
    }

    List<PluginInfo> list() {
        return registry.all().stream()
                .map(StoredRevision::plugin)
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .map(this::plugin)
                .flatMap(Optional::stream)
                .toList();
    }

    Optional<PluginInfo> find(String idOrFile) {
        return plugin(idOrFile)
                .or(
                        () ->
                                registry.all().stream()
                                        .filter(r -> idOrFile.equals(r.file()))
                                        .max(Comparator.comparing(StoredRevision::since))
                                        .flatMap(r -> plugin(r.plugin())));
    }

    private Optional<PluginInfo> plugin(String id) {
        List<StoredRevision> revisions = registry.of(id).stream().sorted(NEWEST_FIRST).toList();
        if (revisions.isEmpty()) {
            return Optional.empty();
        }
        String active =
                registry.get(registry.route(id))
                        .filter(r -> state(r) == RevisionState.ACTIVE)
                        .map(StoredRevision::version)
                        .orElse(null);
        StoredPolicy policy = registry.policy(id);
        return Optional.of(
                new PluginInfo(
                        id,
                        revisions.getFirst().name(),
                        active,
                        policy.enabled(),
                        registry.get(policy.pin()).map(StoredRevision::version).orElse(null),
                        policy.limit(),
                        watch.info(id).orElse(null),
                        revisions.stream().map(this::revision).toList()));
    }

    private RevisionState state(StoredRevision r) {
        RevisionState state = RevisionState.valueOf(r.state().toUpperCase(Locale.ROOT));
        boolean coming =
                (state == RevisionState.ACTIVE || state == RevisionState.CANARY)
                        && !live.has(r.sha256());
        return coming ? RevisionState.STAGED : state;
    }

    private RevisionInfo revision(StoredRevision r) {
        LiveRevision there = live.get(r.sha256());
        return new RevisionInfo(
                r.plugin(),
                r.name(),
                r.version(),
                r.sha256(),
                r.file(),
                state(r),
                r.reason(),
                r.detail(),
                OffersJson.ids(r.offers(), Kind.TASK),
                OffersJson.ids(r.offers(), Kind.DETECTOR),
                Instant.ofEpochMilli(r.since()),
                there == null ? 0 : there.leases(),
                retirement.of(r.sha256()).orElse(null),
                leak(r.sha256()),
                r.sha256().equals(registry.policy(r.plugin()).previous()),
                vetting.signature(r.sha256()),
                OffersJson.needs(r.offers()));
    }

    private String leak(String sha256) {
        return leaks.leaks().stream()
                .filter(leak -> leak.revision().sha256().equals(sha256))
                .map(Leak::sentence)
                .findFirst()
                .orElse(null);
    }
}
