package dev.gantry.http.resource;

import dev.gantry.http.Answer;
import dev.gantry.http.Call;
import dev.gantry.http.Endpoint;
import dev.gantry.http.Json;
import dev.gantry.http.Readiness;
import dev.gantry.http.Resource;
import dev.gantry.spi.catalog.Catalog;
import dev.gantry.spi.catalog.Contribution;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.plugin.PluginInfo;
import dev.gantry.spi.plugin.Plugins;
import dev.gantry.spi.plugin.RevisionState;

import org.osgi.framework.BundleContext;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;

import tools.jackson.databind.node.ObjectNode;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** How this Gantry is, also while parts of it are missing. */
@Component
public final class StatusResource implements Resource {
    private final Readiness readiness;
    private final String version;
    private final InstantSource clock;
    private final Instant startedAt;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile Plugins plugins;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC)
    private volatile Catalog catalog;

    /** Of the Gantry in this process. */
    @Activate
    public StatusResource(BundleContext context, @Reference Readiness readiness) {
        this(
                readiness,
                context.getProperty("gantry.version"),
                InstantSource.system(),
                Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime()));
    }

    /** With a clock. */
    public StatusResource(
            Readiness readiness, String version, InstantSource clock, Instant startedAt) {
        this.readiness = readiness;
        this.version = version;
        this.clock = clock;
        this.startedAt = startedAt;
    }

    @Override
    public Map<String, Endpoint> endpoints() {
        return Map.of("status", this::status);
    }

    private Answer status(Call call) {
        List<Readiness.Missing> missing = readiness.missing();
        ObjectNode body = Json.object();
        body.put("version", version);
        body.put("startedAt", startedAt.toString());
        body.put("uptime", Duration.between(startedAt, clock.instant()).toString());
        body.put("pid", ProcessHandle.current().pid());
        body.put("ready", missing.isEmpty());
        body.set("missing", OpenResource.missing(missing));
        plugins(body, plugins);
        contributions(body, "tasks", Kind.TASK);
        contributions(body, "detectors", Kind.DETECTOR);
        return Answer.json(200, body);
    }

    private static void plugins(ObjectNode body, Plugins plugins) {
        if (plugins == null) {
            body.putNull("plugins");
            return;
        }
        List<PluginInfo> all = plugins.list();
        long active = all.stream().filter(each -> each.active() != null).count();
        long rejected =
                all.stream()
                        .flatMap(each -> each.versions().stream())
                        .filter(each -> each.state() == RevisionState.REJECTED)
                        .count();
        body.putObject("plugins").put("active", active).put("rejected", rejected);
    }

    private void contributions(ObjectNode body, String name, Kind kind) {
        Catalog here = catalog;
        if (here == null) {
            body.putNull(name);
            return;
        }
        List<Contribution> all = here.list(kind);
        long available = all.stream().filter(Contribution::available).count();
        body.putObject(name).put("available", available).put("unavailable", all.size() - available);
    }
}
