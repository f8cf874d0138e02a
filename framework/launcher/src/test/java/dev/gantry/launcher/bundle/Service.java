package dev.gantry.launcher.bundle;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceFactory;
import org.osgi.framework.ServiceRegistration;

import java.util.Hashtable;
import java.util.Map;

/** Registers services by the names of types that are not there. */
final class Service implements ServiceFactory<Object> {

    static void register(BundleContext context, String type, String property, String value) {
        context.registerService(
                new String[] {type}, new Service(), new Hashtable<>(Map.of(property, value)));
    }

    @Override
    public Object getService(Bundle bundle, ServiceRegistration<Object> registration) {
        return this;
    }

    @Override
    public void ungetService(
            Bundle bundle, ServiceRegistration<Object> registration, Object service) {}
}
