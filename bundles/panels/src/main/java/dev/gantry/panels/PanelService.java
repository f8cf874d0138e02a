package dev.gantry.panels;

import dev.gantry.spi.catalog.Catalog;
import dev.gantry.spi.catalog.CatalogListener;
import dev.gantry.spi.catalog.Contribution;
import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.catalog.Lease;
import dev.gantry.spi.catalog.NoProviderException;
import dev.gantry.spi.catalog.Selection;
import dev.gantry.spi.panel.PanelFile;
import dev.gantry.spi.panel.PanelInfo;
import dev.gantry.spi.panel.Panels;
import dev.gantry.spi.plugin.RevisionRef;
import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.GantryException.Code;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Panels by the catalogue. Thread-safe; no lock is held while a plugin answers. */
@Component(service = {Panels.class, CatalogListener.class})
public final class PanelService implements Panels, CatalogListener {
    private static final int AT_ONE_TIME = 4;

    private final Catalog catalog;
    private final InstantSource clock;
    private final Duration limit;
    private final Duration grace;
    private final Set<DataCall> calls = ConcurrentHashMap.newKeySet();

    /** Over the catalogue. */
    @Activate
    public PanelService(@Reference Catalog catalog) {
        this(catalog, InstantSource.system(), Duration.ofSeconds(10), Duration.ofSeconds(2));
    }

    /**
     * With limits of its own.
     *
     * @param limit how long a call may take
     * @param grace how long one may go on that was asked to stop, before it counts as hung
     */
    PanelService(Catalog catalog, InstantSource clock, Duration limit, Duration grace) {
        this.catalog = catalog;
        this.clock = clock;
        this.limit = limit;
        this.grace = grace;
    }

    @Override
    public List<PanelInfo> list() {
        return catalog.list(Kind.PANEL).stream()
                .filter(Contribution::available)
                .map(PanelService::info)
                .toList();
    }

    @Override
    public Optional<PanelInfo> find(String plugin, String id) {
        return catalog.find(Kind.PANEL, key(plugin, id))
                .filter(Contribution::available)
                .map(PanelService::info);
    }

    @Override
    public PanelFile file(String plugin, String id, String sha256, String name) {
        PanelInfo panel = panel(plugin, id);
        if (!panel.provider().sha256().equals(sha256)) {
            throw new GantryException(
                    Code.NOT_FOUND,
                    "plugin "
                            + panel.provider().plugin()
                            + " is in service with other files; load the page anew");
        }
        try (Lease lease = lease(panel)) {
            return PanelFiles.read(lease.loader(), panel.look().module(), name);
        }
    }

    @Override
    public String data(String plugin, String id, String query) {
        PanelInfo panel = panel(plugin, id);
        String key = key(plugin, id);
        DataCall call = new DataCall(key, panel.provider(), clock, limit, grace);
        calls.add(call);
        if (calls.stream().filter(each -> each.of(key) && each.of(panel.provider())).count()
                > AT_ONE_TIME) {
            calls.remove(call);
            throw new GantryException(
                    Code.OVERLOADED,
                    "%d calls of panel %s are under way; look again when they are answered"
                            .formatted(AT_ONE_TIME, key));
        }
        return call.answer(() -> lease(panel), query, () -> calls.remove(call));
    }

    @Override
    public void changed(Kind kind, String id) {
        // it is looked up each time
    }

    @Override
    public void revoked(RevisionRef revision, String why) {
        calls.stream().filter(call -> call.of(revision)).forEach(call -> call.stop(why));
    }

    /** Ends what is under way. */
    @Deactivate
    public void stop() {
        calls.forEach(call -> call.stop("Gantry stops"));
    }

    private PanelInfo panel(String plugin, String id) {
        String key = key(plugin, id);
        Contribution found =
                catalog.find(Kind.PANEL, key).orElseThrow(() -> catalog.unknown(Kind.PANEL, key));
        if (!found.available()) {
            throw new GantryException(Code.NOT_FOUND, found.reason());
        }
        return info(found);
    }

    /** On the revision whose files are served, also while another one takes a part of new work. */
    private Lease lease(PanelInfo panel) {
        String key = key(panel.provider().plugin(), panel.id());
        try {
            return catalog.lease(
                    Kind.PANEL, key, new Selection(panel.provider(), key, "", Map.of()));
        } catch (NoProviderException e) {
            throw new GantryException(Code.UNAVAILABLE, e.getMessage());
        }
    }

    private static String key(String plugin, String id) {
        return plugin + "/" + id;
    }

    private static PanelInfo info(Contribution found) {
        return new PanelInfo(
                found.provider(),
                found.id().substring(found.id().indexOf('/') + 1),
                found.title(),
                found.description(),
                found.look(),
                found.inputSchema(),
                found.outputSchema());
    }
}
