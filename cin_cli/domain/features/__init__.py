"""What each feature of the reviewing service is found from: one function a feature, pure."""
