package dev.gantry.plugins.gate;

import dev.gantry.spi.catalog.Kind;
import dev.gantry.spi.check.Checks;
import dev.gantry.spi.schedule.Schedules;
import dev.gantry.spi.store.PluginStore;

import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.function.Function;

/**
 * Asks those who keep schedules, checks and runs. Schedules and checks need the catalogue and so
 * come up after plugins: they are looked up when they are asked, and where they are not there
 * nobody is known to use anything.
 */
public final class ServiceUsers implements Users {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceUsers.class);

    private final BundleContext context;
    private final PluginStore store;

    /** Looks services up through a bundle. */
    public ServiceUsers(BundleContext context, PluginStore store) {
        this.context = context;
        this.store = store;
    }

    @Override
    public List<User> of(Kind kind, String id) {
        return kind == Kind.TASK
                ? ask(
                        Schedules.class,
                        schedules ->
                                schedules.list().stream()
                                        .filter(s -> s.spec().task().equals(id))
                                        .map(s -> new User("schedule", s.id(), s.spec().params()))
                                        .toList())
                : ask(
                        Checks.class,
                        checks ->
                                checks.list().stream()
                                        .filter(c -> c.spec().detector().equals(id))
                                        .map(c -> new User("check", c.id(), c.spec().config()))
                                        .toList());
    }

    private <S> List<User> ask(Class<S> type, Function<S, List<User>> question) {
        ServiceReference<S> reference = context.getServiceReference(type);
        if (reference == null) {
            return List.of();
        }
        S service = context.getService(reference);
        if (service == null) {
            return List.of();
        }
        try {
            return question.apply(service);
        } catch (RuntimeException e) {
            LOG.warn("who uses what cannot be told: {}", e.toString());
            return List.of();
        } finally {
            context.ungetService(reference);
        }
    }

    @Override
    public long open(String task) {
        return store.open(task, CAP);
    }
}
