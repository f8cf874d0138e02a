package dev.gantry.plugins.host;

import dev.gantry.plugins.catalog.Frames;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Judges the OSGi components of a started bundle, down to the root cause. */
final class Components {
    private static final Duration PATIENCE = Duration.ofMillis(250);
    private static final int DEPTH = 10;

    private final ServiceComponentRuntime runtime;
    private final BundleContext context;

    Components(ServiceComponentRuntime runtime, BundleContext context) {
        this.runtime = runtime;
        this.context = context;
    }

    /** Waits shortly until all components are satisfied or active. */
    void await(Bundle bundle, PluginManifest manifest, Frames frames)
            throws Rejection, InterruptedException {
        if (!manifest.components()) {
            return;
        }
        long end = System.nanoTime() + PATIENCE.toNanos();
        Optional<Rejection> fault = fault(bundle, frames);
        while (fault.isPresent() && System.nanoTime() < end) {
            if (fault.get().detail() != null) {
                break;
            }
            TimeUnit.MILLISECONDS.sleep(10);
            fault = fault(bundle, frames);
        }
        if (fault.isPresent()) {
            throw fault.get();
        }
    }

    /** The component that provides a service of one of these types with this class, if any. */
    Optional<ComponentDescriptionDTO> providing(Bundle bundle, String impl, Set<String> services) {
        return runtime.getComponentDescriptionDTOs(bundle).stream()
                .filter(d -> d.implementationClass.equals(impl))
                .filter(d -> Arrays.stream(d.serviceInterfaces).anyMatch(services::contains))
                .findFirst();
    }

    private Optional<Rejection> fault(Bundle bundle, Frames frames) {
        Collection<ComponentDescriptionDTO> components =
                runtime.getComponentDescriptionDTOs(bundle);
        if (components.isEmpty()) {
            return Optional.of(
                    new Rejection(
                            "its components cannot be read: the files that Service-Component in its"
                                    + " manifest names are missing or malformed; build it with"
                                    + " bnd"));
        }
        for (ComponentDescriptionDTO component : components) {
            Optional<Rejection> fault = fault(component, frames, new LinkedHashSet<>());
            if (fault.isPresent()) {
                return fault;
            }
        }
        return Optional.empty();
    }

    private Optional<Rejection> fault(
            ComponentDescriptionDTO component, Frames frames, Set<String> seen) {
        if (component.factory != null || !runtime.isComponentEnabled(component)) {
            return Optional.empty();
        }
        Collection<ComponentConfigurationDTO> configurations =
                runtime.getComponentConfigurationDTOs(component);
        if (configurations.isEmpty() && "require".equals(component.configurationPolicy)) {
            return Optional.of(unconfigured(component));
        }
        for (ComponentConfigurationDTO configuration : configurations) {
            if (configuration.failure != null && !configuration.failure.isBlank()) {
                return Optional.of(failed(component, configuration.failure, frames));
            }
            switch (configuration.state) {
                case ComponentConfigurationDTO.UNSATISFIED_CONFIGURATION -> {
                    return Optional.of(unconfigured(component));
                }
                case ComponentConfigurationDTO.UNSATISFIED_REFERENCE -> {
                    return Optional.of(unsatisfied(component, configuration, frames, seen));
                }
                case ComponentConfigurationDTO.SATISFIED -> {
                    if (component.immediate) {
                        return Optional.of(
                                new Rejection(
                                        "its component "
                                                + component.name
                                                + " does not become active: see the log"));
                    }
                }
                default -> {}
            }
        }
        return Optional.empty();
    }

    private static Rejection unconfigured(ComponentDescriptionDTO component) {
        return new Rejection(
                "its component "
                        + component.name
                        + " needs a configuration "
                        + String.join(", ", component.configurationPid)
                        + ", which does not exist: make the configuration optional");
    }

    private static Rejection failed(
            ComponentDescriptionDTO component, String failure, Frames frames) {
        return new Rejection(
                "its component "
                        + component.name
                        + " failed to activate: "
                        + Failures.told(failure, frames),
                failure);
    }

    private Rejection unsatisfied(
            ComponentDescriptionDTO component,
            ComponentConfigurationDTO configuration,
            Frames frames,
            Set<String> seen) {
        if (!seen.add(component.name) || seen.size() > DEPTH) {
            return new Rejection(
                    "its components wait for each other in a circle: "
                            + String.join(", ", seen)
                            + "; make one of the references optional and dynamic");
        }
        UnsatisfiedReferenceDTO missing = configuration.unsatisfiedReferences[0];
        String service =
                Arrays.stream(component.references)
                        .filter(r -> r.name.equals(missing.name))
                        .map((ReferenceDTO r) -> r.interfaceName)
                        .findFirst()
                        .orElse(missing.name);
        for (ComponentDescriptionDTO other : runtime.getComponentDescriptionDTOs()) {
            if (List.of(other.serviceInterfaces).contains(service)) {
                Optional<Rejection> cause = fault(other, frames, seen);
                if (cause.isPresent()) {
                    return other.bundle.id == component.bundle.id
                            ? cause.get()
                            : elsewhere(component, service, other, cause.get());
                }
            }
        }
        String filter = missing.target == null ? "" : " " + missing.target;
        return new Rejection(
                "its component "
                        + component.name
                        + " needs a service "
                        + service
                        + filter
                        + ", which nobody offers"
                        + (filter.isEmpty() || !offered(service) ? "" : " with these properties")
                        + ": provide it in the plugin, or make the reference optional",
                null,
                Set.of(Wants.service(service)));
    }

    /** Another plugin would offer the service, and cannot. */
    private static Rejection elsewhere(
            ComponentDescriptionDTO component,
            String service,
            ComponentDescriptionDTO other,
            Rejection cause) {
        return new Rejection(
                "its component "
                        + component.name
                        + " needs a service "
                        + service
                        + ", which "
                        + other.bundle.symbolicName
                        + " would offer, but "
                        + cause.getMessage(),
                cause.detail(),
                Set.of(Wants.service(service)));
    }

    private boolean offered(String service) {
        try {
            return context.getAllServiceReferences(service, null) != null;
        } catch (InvalidSyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
