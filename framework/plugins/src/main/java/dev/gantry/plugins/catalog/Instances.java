package dev.gantry.plugins.catalog;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.GantryException.Code;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceObjects;
import org.osgi.framework.ServiceReference;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;

/** Where the instances of a contribution come from. Thread-safe. */
public sealed interface Instances {

    /** An instance for one lease. */
    Object take();

    /** Gives an instance back. */
    void giveBack(Object instance);

    /** A new object for each lease. */
    record Fresh(Constructor<?> constructor) implements Instances {

        @Override
        public Object take() {
            try {
                return constructor.newInstance();
            } catch (InvocationTargetException e) {
                switch (e.getCause()) {
                    case RuntimeException runtime -> throw runtime;
                    case Error error -> throw error;
                    default -> throw new IllegalStateException(e.getCause());
                }
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void giveBack(Object instance) {
            // nobody else has it
        }
    }

    /**
     * The service of a component of the plugin, whose registration changes when the component is
     * activated anew.
     *
     * @param component its name
     * @param types what the service is registered as, one of them
     */
    record Service(BundleContext context, Bundle bundle, String component, Set<String> types)
            implements Instances {

        /** The present registration; empty while there is none. */
        @SuppressWarnings("unchecked")
        public Optional<ServiceReference<Object>> reference() {
            ServiceReference<?>[] registered = bundle.getRegisteredServices();
            return Arrays.stream(registered == null ? new ServiceReference<?>[0] : registered)
                    .filter(r -> component.equals(r.getProperty("component.name")))
                    .filter(
                            r ->
                                    Arrays.stream((String[]) r.getProperty("objectClass"))
                                            .anyMatch(types::contains))
                    .map(r -> (ServiceReference<Object>) r)
                    .findFirst();
        }

        @Override
        public Object take() {
            return reference()
                    .map(context::getServiceObjects)
                    .map(ServiceObjects::getService)
                    .orElseThrow(
                            () ->
                                    new GantryException(
                                            Code.UNAVAILABLE,
                                            "component "
                                                    + component
                                                    + " gives no instance: it is gone or failed to"
                                                    + " activate"));
        }

        @Override
        public void giveBack(Object instance) {
            try {
                reference()
                        .map(context::getServiceObjects)
                        .ifPresent(objects -> objects.ungetService(instance));
            } catch (IllegalArgumentException e) {
                // it is of an earlier registration, and was given back with that
            }
        }
    }
}
