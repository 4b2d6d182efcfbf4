"""The support bundle: what somebody who may not see the RTO's data needs to find a trouble."""
