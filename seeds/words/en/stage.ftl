# The stages of the trip, as shown while they run.
stage-queued = Waiting for a turn
stage-pose = Looking at the photo
stage-body = Finding the body and measuring it
stage-pattern = Drafting the pattern
stage-drape = Draping the cloth
stage-render = Drawing the picture
stage-papers = Writing the papers
stage-done = Done
stage-failed = Not finished
drape-settled = The cloth lies still.
drape-unsettled = The cloth does not lie well; look at the picture with care.
