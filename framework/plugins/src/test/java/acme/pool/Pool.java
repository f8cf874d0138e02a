package acme.pool;

import dev.gantry.api.metric.Metrics;

import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Lives as long as its plugin, and shows how much of it is open. */
@Component(service = Pool.class, immediate = true)
public final class Pool {
    @Activate
    public Pool(@Reference Metrics metrics) {
        metrics.gauge("open", "Connections that are open", this::open);
    }

    private double open() {
        return 3;
    }
}
