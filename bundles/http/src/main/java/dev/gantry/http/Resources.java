package dev.gantry.http;

import dev.gantry.spi.web.Site;

import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** The resources, and the pages for people, that are there now. Thread-safe. */
@Component(service = Resources.class)
public final class Resources {
    private static final Logger LOG = LoggerFactory.getLogger(Resources.class);

    private final Map<Resource, LiveCalls> live = new ConcurrentHashMap<>();
    private final Map<String, Served> byOperation = new ConcurrentHashMap<>();
    private final List<Site> sites = new CopyOnWriteArrayList<>();

    /** A resource came. */
    @Reference(
            name = "resource",
            service = Resource.class,
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    public void add(Resource resource) {
        LiveCalls calls = new LiveCalls();
        live.put(resource, calls);
        resource.endpoints()
                .forEach((id, endpoint) -> byOperation.put(id, new Served(endpoint, calls)));
    }

    /** A resource went: its streams end. */
    public void remove(Resource resource) {
        LiveCalls calls = live.remove(resource);
        byOperation.values().removeIf(served -> served.live() == calls);
        if (calls != null) {
            calls.close();
        }
    }

    /** Pages for people came. */
    @Reference(
            name = "site",
            service = Site.class,
            unbind = "noSite",
            cardinality = ReferenceCardinality.MULTIPLE,
            policy = ReferencePolicy.DYNAMIC)
    public void site(Site pages) {
        sites.add(pages);
    }

    /** Pages for people went. */
    public void noSite(Site pages) {
        sites.remove(pages);
    }

    /** Those pages for people that may have this address, the nearest first. */
    List<Site> sites(String path) {
        return sites.stream()
                .filter(site -> (path + "/").startsWith(site.root() + "/"))
                .sorted(Comparator.comparing(site -> -site.root().length()))
                .toList();
    }

    /** Ends all streams and refuses new ones. */
    public void endStreams() {
        LOG.debug("ending {} streams", streams());
        live.values().forEach(LiveCalls::close);
    }

    /** How many requests only wait now. */
    int streams() {
        return live.values().stream().mapToInt(LiveCalls::size).sum();
    }

    /** What answers an operation now. */
    Optional<Served> find(String operation) {
        return Optional.ofNullable(byOperation.get(operation));
    }

    /** Whether every operation is served that Gantry cannot do without. */
    public boolean complete() {
        return Operations.ALL.stream()
                .filter(each -> !Operations.dispensable(each))
                .allMatch(each -> byOperation.containsKey(each.id()));
    }

    /**
     * An endpoint that is there.
     *
     * @param live those of its resource's calls that only wait
     */
    record Served(Endpoint endpoint, LiveCalls live) {}
}
