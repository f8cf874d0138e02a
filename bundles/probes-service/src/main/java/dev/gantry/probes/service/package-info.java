/** Detectors that speak a protocol or bring a driver. */
package dev.gantry.probes.service;
