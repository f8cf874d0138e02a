package dev.gantry.launcher;

import org.osgi.framework.AllServiceListener;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.framework.ServiceEvent;
import org.osgi.framework.ServiceReference;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * Waits until Gantry's bundles say that all is there, or that it will never be. The launcher is
 * outside of the framework and cannot see their types, so it goes by names.
 */
final class Readiness {
    private static final String READY = "dev.gantry.spi.health.Ready";
    private static final String FAILURE = "dev.gantry.spi.health.StartupFailure";
    private static final String CONDITION = "dev.gantry.spi.health.Condition";
    private static final String SPI = "dev.gantry.spi";

    /** How the start went. */
    sealed interface Outcome {}

    /** All is there. */
    record Ready(String url) implements Outcome {}

    /** It will never be; the reason names the remedy. */
    record Failed(String reason) implements Outcome {}

    private final BundleContext context;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();

    private Readiness(BundleContext context) {
        this.context = context;
    }

    /** Starts to watch. */
    static Readiness watch(BundleContext context) {
        Readiness readiness = new Readiness(context);
        String filter = "(|(objectClass=" + READY + ")(objectClass=" + FAILURE + "))";
        try {
            AllServiceListener listener = readiness::changed;
            context.addServiceListener(listener, filter);
            ServiceReference<?>[] there = context.getAllServiceReferences(null, filter);
            if (there != null) {
                for (ServiceReference<?> service : there) {
                    readiness.seen(service);
                }
            }
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
        return readiness;
    }

    /** Completed once, and never exceptionally. */
    CompletableFuture<Outcome> outcome() {
        return outcome;
    }

    /** What is missing now, a line each, as the parts themselves say. */
    List<String> missing() {
        Optional<Bundle> spi = bundle(SPI);
        if (spi.isEmpty()) {
            return List.of("the bundle " + SPI + " is not in system/");
        }
        List<String> missing = new ArrayList<>();
        try {
            Class<?> type = spi.get().loadClass(CONDITION);
            Method name = type.getMethod("name");
            Method why = type.getMethod("missing");
            List<?> awaited = new ArrayList<>((List<?>) type.getField("REQUIRED").get(null));
            ServiceReference<?>[] there = context.getAllServiceReferences(CONDITION, null);
            for (ServiceReference<?> reference :
                    there == null ? new ServiceReference<?>[0] : there) {
                Object condition = context.getService(reference);
                if (type.isInstance(condition)) {
                    Object part = name.invoke(condition);
                    awaited.remove(part);
                    ((Optional<?>) why.invoke(condition))
                            .ifPresent(reason -> missing.add(part + ": " + reason));
                }
                context.ungetService(reference);
            }
            for (Object part : awaited) {
                missing.add(part + ": did not come up, see the log");
            }
        } catch (ReflectiveOperationException | InvalidSyntaxException e) {
            missing.add("cannot be told: " + e);
        }
        return missing;
    }

    private void changed(ServiceEvent event) {
        if (event.getType() == ServiceEvent.REGISTERED) {
            seen(event.getServiceReference());
        }
    }

    private void seen(ServiceReference<?> service) {
        for (String type : (String[]) service.getProperty("objectClass")) {
            switch (type) {
                case READY ->
                        outcome.complete(new Ready(String.valueOf(service.getProperty("url"))));
                case FAILURE ->
                        outcome.complete(new Failed(String.valueOf(service.getProperty("reason"))));
                default -> {}
            }
        }
    }

    private Optional<Bundle> bundle(String name) {
        for (Bundle bundle : context.getBundles()) {
            if (name.equals(bundle.getSymbolicName())) {
                return Optional.of(bundle);
            }
        }
        return Optional.empty();
    }
}
