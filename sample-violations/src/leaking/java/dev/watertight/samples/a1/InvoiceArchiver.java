package dev.watertight.samples.a1;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.zip.CRC32;

/** Stores invoices with their checksums, two at a time. */
public final class InvoiceArchiver {
  private final Map<String, Long> checksums = new ConcurrentHashMap<>();

  public static void main(String[] args) throws Exception {
    InvoiceArchiver archiver = new InvoiceArchiver();
    archiver.archive(Map.of("2025-001", "3 chairs", "2025-002", "1 table", "2025-003", "2 lamps"));
    System.out.println("archived: " + archiver.checksums.size());
  }

  void archive(Map<String, String> invoices) throws InterruptedException {
    List<Callable<Long>> uploads = new ArrayList<>();
    invoices.forEach((number, text) -> uploads.add(() -> upload(number, text)));
    Executors.newFixedThreadPool(2).invokeAll(uploads);
  }

  private long upload(String number, String text) {
    CRC32 checksum = new CRC32();
    text.chars().forEach(checksum::update);
    checksums.put(number, checksum.getValue());
    return checksum.getValue();
  }
}
