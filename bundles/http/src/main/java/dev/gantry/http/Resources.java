package dev.gantry.http;

import dev.gantry.spi.web.Site;

import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;

/** The resources, and the pages for people, that are there now. Thread-safe. */
@Component(service = Resources.class)
public final class Resources {
    private static final Logger LOG = LoggerFactory.getLogger(Resources.class);

    private final Map<Resource, LiveCalls> live = new ConcurrentHashMap<>();
    private final Map<String, Served> byOperation = new ConcurrentHashMap<>();
    private final AtomicReference<Site> site = new AtomicReference<>();

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

    /** The pages for people came. */
    @Reference(
            name = "site",
            service = Site.class,
            unbind = "noSite",
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    public void site(Site pages) {
        site.set(pages);
    }

    /** The pages for people went. */
    public void noSite(Site pages) {
        site.compareAndSet(pages, null);
    }

    /** The pages for people, where they are there. */
    Optional<Site> site() {
        return Optional.ofNullable(site.get());
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
