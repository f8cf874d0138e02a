package dev.gantry.http.server;

import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.service.component.runtime.ServiceComponentRuntime;
import org.osgi.service.component.runtime.dto.ComponentConfigurationDTO;
import org.osgi.service.component.runtime.dto.ComponentDescriptionDTO;
import org.osgi.service.component.runtime.dto.ReferenceDTO;
import org.osgi.service.component.runtime.dto.UnsatisfiedReferenceDTO;

import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Why a part of Gantry is not there: the root cause, as the component runtime tells it. */
record Diagnosis(BundleContext context, ServiceComponentRuntime components) {
    private static final Map<String, String> BUNDLES =
            Map.of(
                    "store", "dev.gantry.store",
                    "engine", "dev.gantry.engine",
                    "plugins", "dev.gantry.plugins",
                    "schedules", "dev.gantry.schedule",
                    "checks", "dev.gantry.detection");

    /** One sentence on why the part did not register its condition. */
    String why(String part) {
        String name = BUNDLES.getOrDefault(part, part);
        Optional<Bundle> bundle =
                Arrays.stream(context.getBundles())
                        .filter(each -> name.equals(each.getSymbolicName()))
                        .findFirst();
        if (bundle.isEmpty()) {
            return "The bundle " + name + " is not installed; Gantry's system/ folder lacks it.";
        }
        if (bundle.get().getState() != Bundle.ACTIVE) {
            return "The bundle " + name + " is not started (" + state(bundle.get()) + ").";
        }
        Collection<ComponentDescriptionDTO> all = components.getComponentDescriptionDTOs();
        Set<String> seen = new HashSet<>();
        List<ComponentDescriptionDTO> own =
                all.stream().filter(each -> each.bundle.id == bundle.get().getBundleId()).toList();
        return own.stream()
                .flatMap(each -> failure(each).stream())
                .findFirst()
                .or(() -> own.stream().flatMap(each -> cause(each, all, seen).stream()).findFirst())
                .orElse("It is starting.");
    }

    private Optional<String> failure(ComponentDescriptionDTO component) {
        return components.getComponentConfigurationDTOs(component).stream()
                .filter(each -> each.state == ComponentConfigurationDTO.FAILED_ACTIVATION)
                .map(each -> FailureText.message(each.failure))
                .findFirst();
    }

    private Optional<String> cause(
            ComponentDescriptionDTO component,
            Collection<ComponentDescriptionDTO> all,
            Set<String> seen) {
        if (!seen.add(component.name)) {
            return Optional.empty();
        }
        Optional<String> failure = failure(component);
        if (failure.isPresent()) {
            return failure;
        }
        for (ComponentConfigurationDTO each : components.getComponentConfigurationDTOs(component)) {
            for (UnsatisfiedReferenceDTO reference : each.unsatisfiedReferences) {
                Optional<String> reason = unsatisfied(component, reference.name, all, seen);
                if (reason.isPresent()) {
                    return reason;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<String> unsatisfied(
            ComponentDescriptionDTO component,
            String reference,
            Collection<ComponentDescriptionDTO> all,
            Set<String> seen) {
        String wanted = "";
        for (ReferenceDTO each : component.references) {
            if (each.name.equals(reference)) {
                wanted = each.interfaceName;
            }
        }
        String service = wanted;
        List<ComponentDescriptionDTO> providers =
                all.stream()
                        .filter(each -> List.of(each.serviceInterfaces).contains(service))
                        .toList();
        for (ComponentDescriptionDTO provider : providers) {
            Optional<String> deeper = cause(provider, all, seen);
            if (deeper.isPresent()) {
                return deeper;
            }
        }
        return Optional.of(
                component.name
                        + " waits for the service "
                        + service
                        + (providers.isEmpty()
                                ? ", which no bundle offers."
                                : ", which " + providers.getFirst().name + " does not offer yet."));
    }

    private static String state(Bundle bundle) {
        return switch (bundle.getState()) {
            case Bundle.INSTALLED -> "installed, not resolved: a package or capability is missing";
            case Bundle.RESOLVED -> "resolved";
            case Bundle.STARTING -> "starting";
            case Bundle.STOPPING -> "stopping";
            default -> "uninstalled";
        };
    }
}
