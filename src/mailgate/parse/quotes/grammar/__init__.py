"""What mail clients write around quotes and signatures, by language: data only."""
