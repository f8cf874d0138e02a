package dev.gantry.plugins.catalog;

import dev.gantry.spi.run.GantryException;
import dev.gantry.spi.run.GantryException.Code;

import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceObjects;
import org.osgi.framework.ServiceReference;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;

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

    /** The service of a component of the plugin. */
    record Service(BundleContext context, ServiceReference<Object> reference) implements Instances {

        @Override
        public Object take() {
            ServiceObjects<Object> objects = context.getServiceObjects(reference);
            Object service = objects == null ? null : objects.getService();
            if (service == null) {
                throw new GantryException(
                        Code.UNAVAILABLE,
                        "component "
                                + reference.getProperty("component.name")
                                + " gives no instance: it is gone or failed to activate");
            }
            return service;
        }

        @Override
        public void giveBack(Object instance) {
            ServiceObjects<Object> objects = context.getServiceObjects(reference);
            if (objects != null) {
                objects.ungetService(instance);
            }
        }
    }
}
